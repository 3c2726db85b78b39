package org.temper.data.chat;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * A conversation to learn from.
 *
 * @param conversation the conversation
 * @param context how many of its first messages are context alone, from 0 to below their number
 */
public record ConversationExample(Conversation conversation, int context) {

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if no message is left to learn from
   */
  public ConversationExample {
    checkArgument(
        context >= 0 && context < conversation.messages().size(),
        "context: expected from 0 to below %s messages, got %s",
        conversation.messages().size(),
        context);
  }

  /**
   * A conversation of which everything is learned that the assistant wrote.
   *
   * @param conversation the conversation
   * @return the example
   */
  public static ConversationExample of(Conversation conversation) {
    return new ConversationExample(conversation, 0);
  }

  /**
   * An answer to a prompt.
   *
   * @param prompt what is asked
   * @param completion what is answered, at least one message
   * @return the example, with the prompt as its context
   * @throws IllegalArgumentException if there is no answer, or as {@link Conversation} does
   */
  public static ConversationExample of(Conversation prompt, List<Message> completion) {
    checkArgument(!completion.isEmpty(), "completion: expected at least one message, got none");
    return new ConversationExample(prompt.then(completion), prompt.messages().size());
  }

  /**
   * What is asked.
   *
   * @return the messages that are context alone, may be none
   */
  public List<Message> prompt() {
    return conversation.messages().subList(0, context);
  }

  /**
   * What stands before the first message that is learned: examples of one question are alike in it.
   *
   * @return the context, and the messages after it up to the assistant's first
   */
  public List<Message> question() {
    int end = context;
    List<Message> messages = conversation.messages();
    while (end < messages.size() && messages.get(end).role() != Role.ASSISTANT) {
      end++;
    }
    return messages.subList(0, end);
  }

  /**
   * What is answered.
   *
   * @return the others
   */
  public List<Message> completion() {
    return conversation.messages().subList(context, conversation.messages().size());
  }
}
