package org.temper.models.semantic;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Settings of residual k-means.
 *
 * @param sizes whether clusters may differ in size
 * @param lastLevel whether the last level tells items apart
 * @param iterations the most rounds of assignment and new centers at a level, at least 1; fewer
 *     where nothing changes any more
 * @param seed decides the first centers
 */
public record KMeansConfig(Sizes sizes, LastLevel lastLevel, int iterations, long seed) {
  private static final int ITERATIONS = 30;

  /** Checks the ranges. */
  public KMeansConfig {
    checkArgument(iterations >= 1, "iterations: expected at least 1, got %s", iterations);
  }

  /**
   * Thirty rounds at most.
   *
   * @param sizes whether clusters may differ in size
   * @param lastLevel whether the last level tells items apart
   * @param seed decides the first centers
   * @return the settings
   */
  public static KMeansConfig of(Sizes sizes, LastLevel lastLevel, long seed) {
    return new KMeansConfig(sizes, lastLevel, ITERATIONS, seed);
  }

  /** How many items a cluster may have. */
  public enum Sizes {
    /** Each item belongs to its nearest center. */
    FREE,
    /** No cluster has more than ⌈N/K⌉ items. */
    BALANCED
  }

  /** What the last of several levels does with items whose codes before it are the same. */
  public enum LastLevel {
    /** Nothing: it is as the others, and near items share ids. */
    NEAREST,
    /**
     * No two of them get one code, as far as there are codes and clusters that are not full: the
     * uniform mapping of Zheng et al. (2023), <a
     * href="https://arxiv.org/abs/2311.09049">LC-Rec</a>, section 3.1.2.
     */
    DISTINCT
  }
}
