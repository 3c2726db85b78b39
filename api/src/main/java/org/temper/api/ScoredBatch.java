package org.temper.api;

import ai.djl.ndarray.NDArray;

/**
 * Token scores that a loss can be differentiated through.
 *
 * <p>From its creation to its close the calling thread records gradients; closing puts the thread's
 * gradient mode back. Use it on the thread that made it, in a try-with-resources statement.
 */
public interface ScoredBatch extends TokenScores {

  /**
   * Adds the loss's gradient to the gradients of the policy's parameters. May be called once.
   *
   * @param loss a scalar computed from these scores
   * @throws IllegalArgumentException if the loss is not a scalar
   * @throws IllegalStateException if called twice, or after close
   */
  void backward(NDArray loss);
}
