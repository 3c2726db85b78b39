package org.temper.algorithms.cql;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Settings of conservative Q-learning.
 *
 * @param beta temperature: the policy's logits are Q / beta; in the unit of the rewards, above 0
 * @param alpha weight of the conservative term, at least 0
 */
public record CqlConfig(double beta, double alpha) {

  /** Checks the numbers. */
  public CqlConfig {
    checkArgument(
        beta > 0 && Double.isFinite(beta), "beta: expected a finite number above 0, got %s", beta);
    checkArgument(
        alpha >= 0 && Double.isFinite(alpha),
        "alpha: expected a finite number from 0, got %s",
        alpha);
  }

  /**
   * The paper's temperature, and a conservative term of weight 1.
   *
   * @return beta 1, alpha 1
   */
  public static CqlConfig defaults() {
    return new CqlConfig(1, 1);
  }
}
