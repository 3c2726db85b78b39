package org.temper.losses;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;

/**
 * An expert's log-probabilities of all choices, and how much its reward counts in a sum.
 *
 * @param logProbs floating [..., V], in nats
 * @param weight its weight, finite; below 0 the expert is moved away from
 */
public record WeightedExpert(NDArray logProbs, double weight) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the type is not floating, or the weight is not finite
   */
  public WeightedExpert {
    ArrayChecks.checkFloating("logProbs", logProbs);
    checkArgument(Double.isFinite(weight), "weight: expected a finite number, got %s", weight);
  }
}
