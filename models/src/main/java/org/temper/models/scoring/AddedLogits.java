package org.temper.models.scoring;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Numbers that are added to the logits of states and are not learned. */
@FunctionalInterface
public interface AddedLogits {

  /**
   * Of some states.
   *
   * @param scope owner of what is made
   * @param from the first of them
   * @param to one past the last
   * @return float32 [to − from, C], or [1, C] for the same of all
   */
  NDArray logits(NDManager scope, int from, int to);
}
