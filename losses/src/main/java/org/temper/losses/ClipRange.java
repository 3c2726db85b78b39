package org.temper.losses;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The range of probability ratios that count, around 1: a ratio is held to [1 − low, 1 + high].
 *
 * <p>Source: Schulman et al. 2017, "Proximal Policy Optimization Algorithms", equation 7, where
 * both are ε = 0.2; Yu et al. 2025, "DAPO", equation 10, where they differ: 0.2 and 0.28.
 *
 * @param low how far below 1, from 0 to 1; at 1 there is no bound below
 * @param high how far above 1, at least 0
 */
public record ClipRange(double low, double high) {

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public ClipRange {
    checkArgument(low >= 0 && low <= 1, "low: expected 0 to 1, got %s", low);
    checkArgument(
        high >= 0 && Double.isFinite(high), "high: expected a number of at least 0, got %s", high);
  }

  /**
   * As far below as above.
   *
   * @param epsilon how far from 1, from 0 to 1
   * @return the range
   * @throws IllegalArgumentException if {@code epsilon} is out of range
   */
  public static ClipRange symmetric(double epsilon) {
    checkArgument(epsilon >= 0 && epsilon <= 1, "epsilon: expected 0 to 1, got %s", epsilon);
    return new ClipRange(epsilon, epsilon);
  }

  double lowest() {
    return 1 - low;
  }

  double highest() {
    return 1 + high;
  }
}
