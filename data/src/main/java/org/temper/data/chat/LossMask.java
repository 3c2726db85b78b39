package org.temper.data.chat;

import java.util.Optional;

/**
 * The part of a conversation that is learned: of all that the assistant wrote, what these settings
 * keep.
 *
 * @param turns which of the assistant's messages
 * @param reasoning whether their reasoning too
 * @param toolCalls whether those that call tools too
 */
public record LossMask(Turns turns, Reasoning reasoning, ToolCalls toolCalls) {

  /** Everything that the assistant wrote. */
  public static final LossMask ALL = new LossMask(Turns.ALL, Reasoning.IN, ToolCalls.IN);

  /** Which of the assistant's messages are learned. */
  public enum Turns {
    /** All of them. */
    ALL,
    /** Those after the user's last message: calls of tools and the answer. */
    LAST_TURN,
    /** The last one alone. */
    LAST_MESSAGE
  }

  /** Whether reasoning is learned. */
  public enum Reasoning {
    /** It is. */
    IN,
    /** It is context alone, with the mark that ends it. */
    OUT
  }

  /** Whether messages that call tools are learned. */
  public enum ToolCalls {
    /** They are. */
    IN,
    /** They are context alone. */
    OUT
  }

  /** Whether a message of an example is learned. */
  boolean keeps(ConversationExample example, int index) {
    Message message = example.conversation().messages().get(index);
    return message.role() == Role.ASSISTANT
        && index >= Math.max(example.context(), first(example.conversation()))
        && !message.weight().equals(Optional.of(Message.Weight.CONTEXT))
        && (toolCalls == ToolCalls.IN || message.toolCalls().isEmpty());
  }

  private int first(Conversation conversation) {
    if (turns == Turns.ALL) {
      return 0;
    }
    Role last = turns == Turns.LAST_TURN ? Role.USER : Role.ASSISTANT;
    int index = conversation.messages().size() - 1;
    while (index > 0 && conversation.messages().get(index).role() != last) {
      index--;
    }
    return index;
  }
}
