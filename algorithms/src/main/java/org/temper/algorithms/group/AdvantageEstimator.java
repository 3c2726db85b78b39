package org.temper.algorithms.group;

import ai.djl.ndarray.NDArray;

/**
 * How much better each episode of a group did than was to be expected; the functions of {@link
 * org.temper.losses.advantages.GroupAdvantages}.
 */
@FunctionalInterface
public interface AdvantageEstimator {

  /**
   * The advantages.
   *
   * @param rewards the rewards of all groups of an iteration
   * @return float32 [P, G]; 0 outside the mask
   * @throws IllegalArgumentException if the estimator needs what is not there
   */
  NDArray advantages(GroupRewards rewards);
}
