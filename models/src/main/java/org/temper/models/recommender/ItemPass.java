package org.temper.models.recommender;

import ai.djl.ndarray.NDArray;

/** A pass through a recommender's layers that can be gone back through, once. */
interface ItemPass {

  /** The states that predict the scored tokens, with their graph, [M, D]. */
  NDArray hidden();

  /**
   * Adds to the gradients of the layers' parameters and of the embedded items that were the pass's
   * input. Called with gradient mode off.
   *
   * @param hiddenGradient [M, D]
   */
  void backward(NDArray hiddenGradient);
}
