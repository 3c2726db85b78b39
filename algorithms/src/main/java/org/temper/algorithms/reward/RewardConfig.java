package org.temper.algorithms.reward;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Settings of training on comparisons.
 *
 * @param centeringCoefficient weight of the term that draws rewards to mean 0, at least 0; 0 leaves
 *     it out, 0.01 is common
 */
public record RewardConfig(double centeringCoefficient) {

  /** Checks. */
  public RewardConfig {
    checkArgument(
        centeringCoefficient >= 0 && Double.isFinite(centeringCoefficient),
        "centeringCoefficient: expected a finite number of at least 0, got %s",
        centeringCoefficient);
  }

  /**
   * The plain Bradley–Terry loss.
   *
   * @return no centering
   */
  public static RewardConfig defaults() {
    return new RewardConfig(0);
  }
}
