package org.temper.losses;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;

/**
 * Observations of logged actions, and what their states were worth before: numbers that no gradient
 * flows into.
 *
 * @param rewards the reward of each action, floating, any shape
 * @param values the value of the state in which it was chosen, the same shape
 */
public record ValueTargets(NDArray rewards, NDArray values) {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if an array is not floating, or the shapes differ
   */
  public ValueTargets {
    ArrayChecks.checkFloating("rewards", rewards);
    ArrayChecks.checkFloating("values", values);
    ArrayChecks.checkSameShape("values", values, rewards);
  }
}
