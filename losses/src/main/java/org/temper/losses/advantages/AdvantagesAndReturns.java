package org.temper.losses.advantages;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;

/**
 * The advantage and the return of each token of trajectories: numbers that no gradient flows
 * through.
 *
 * @param advantages how much better the token was than its state's value, floating [B, T]; 0
 *     outside the mask
 * @param returns what a value model should have predicted for the state, floating [B, T]; 0 outside
 *     the mask
 */
public record AdvantagesAndReturns(NDArray advantages, NDArray returns) {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if an array is not floating, or the shapes differ
   */
  public AdvantagesAndReturns {
    ArrayChecks.checkFloating("advantages", advantages);
    ArrayChecks.checkFloating("returns", returns);
    ArrayChecks.checkSameShape("returns", returns, advantages);
  }
}
