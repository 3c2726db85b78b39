package org.temper.algorithms.distillation;

import static com.google.common.base.Preconditions.checkArgument;

import org.temper.api.items.CandidatePolicy;

/**
 * A teacher whose reward is one of a sum.
 *
 * @param policy the teacher; only ever evaluated
 * @param weight how much its reward counts, finite; 1 is as much as it was trained for
 */
public record Expert(CandidatePolicy policy, double weight) {

  /**
   * Checks the weight.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public Expert {
    checkArgument(Double.isFinite(weight), "weight: expected a finite number, got %s", weight);
  }
}
