package org.temper.data.chat;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Two answers to one prompt, one preferred to the other.
 *
 * @param chosen the prompt with the preferred answer
 * @param rejected the same prompt with the other one
 */
public record ConversationPair(ConversationExample chosen, ConversationExample rejected) {

  /**
   * Checks that the prompts are one.
   *
   * @throws IllegalArgumentException if they differ
   */
  public ConversationPair {
    checkArgument(
        chosen.prompt().equals(rejected.prompt())
            && chosen.conversation().tools().equals(rejected.conversation().tools()),
        "rejected: expected the prompt and the tools of chosen, got others");
  }
}
