package org.temper.data.chat;

/**
 * An answer with its label.
 *
 * @param example the prompt with the answer
 * @param label whether the answer is desirable
 */
public record LabeledConversation(ConversationExample example, Label label) {

  /** Whether an answer is desirable. */
  public enum Label {
    /** {@code "label": true}. */
    DESIRABLE,
    /** {@code "label": false}. */
    UNDESIRABLE
  }
}
