package org.temper.api;

import ai.djl.ndarray.NDArray;

/**
 * Scores that a loss can be differentiated through.
 *
 * <p>From their creation to their close the calling thread records gradients; closing puts the
 * thread's gradient mode back. Use them on the thread that made them, in a try-with-resources
 * statement.
 */
public interface Differentiable extends Scores {

  /**
   * Adds the loss's gradient to the gradients of the model's parameters. May be called once.
   *
   * @param loss a scalar computed from these scores
   * @throws IllegalArgumentException if the loss is not a scalar
   * @throws IllegalStateException if called twice, or after close
   */
  void backward(NDArray loss);
}
