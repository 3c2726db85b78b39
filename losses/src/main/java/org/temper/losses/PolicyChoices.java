package org.temper.losses;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;

/**
 * Log-probabilities that the policy in training gives, at each of P positions, a preferred choice
 * and several others, in nats.
 *
 * @param chosen of the preferred choices, floating [P]
 * @param rejected of the others, floating [P, C]
 */
public record PolicyChoices(NDArray chosen, NDArray rejected) {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if an array is not floating [P] and [P, C]
   */
  public PolicyChoices {
    ArrayChecks.checkChoices(chosen, rejected);
  }
}
