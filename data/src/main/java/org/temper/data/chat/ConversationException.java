package org.temper.data.chat;

/** An error of one message of a conversation: which one, which field, and what was expected. */
public final class ConversationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int message;
  private final String field;
  private final String problem;

  /**
   * An error of a message.
   *
   * @param message its position among the messages
   * @param field the field, such as {@code content}; empty for the message as a whole
   * @param problem what was expected and what was found
   */
  public ConversationException(int message, String field, String problem) {
    super("messages[" + message + "]" + (field.isEmpty() ? "" : "." + field) + ": " + problem);
    this.message = message;
    this.field = field;
    this.problem = problem;
  }

  /**
   * The message.
   *
   * @return its position
   */
  public int message() {
    return message;
  }

  /**
   * The field.
   *
   * @return its name; empty for the message as a whole
   */
  public String field() {
    return field;
  }

  /**
   * What is wrong.
   *
   * @return what was expected and what was found
   */
  public String problem() {
    return problem;
  }
}
