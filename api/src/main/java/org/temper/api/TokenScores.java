package org.temper.api;

import ai.djl.ndarray.NDArray;

/**
 * The scores that a policy gives the tokens of a batch. Owns its arrays and frees them on close.
 *
 * <p>Arrays are float32 [B, T], aligned with the batch; they are 0 where {@link #completionMask()}
 * is false: padding, prompts, and the first token of each row.
 */
public interface TokenScores extends Scores {

  /**
   * Log-probability of each scored token given the tokens before it, in nats.
   *
   * @return float32 [B, T], at most 0
   */
  NDArray tokenLogProbs();

  /**
   * Entropy of the distribution that each scored token was chosen from, in nats.
   *
   * @return float32 [B, T], at least 0
   * @throws IllegalStateException if {@link TokenOutput#ENTROPY} was not asked for
   */
  NDArray entropies();

  /**
   * Value of the state that each scored token was chosen in: the expected return from there, given
   * the tokens before it alone.
   *
   * @return float32 [B, T]
   * @throws IllegalStateException if {@link TokenOutput#VALUE} was not asked for
   */
  default NDArray values() {
    throw new IllegalStateException("outputs: expected VALUE to be asked for, got none");
  }

  /**
   * Where the arrays hold a score.
   *
   * @return boolean [B, T]
   */
  NDArray completionMask();
}
