package org.temper.algorithms.dpo;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * What DPO can be set to.
 *
 * @param beta strength of the pull to the reference, above 0
 * @param labelSmoothing the probability that a label is the wrong way round, at least 0 and below
 *     0.5
 */
public record DpoConfig(double beta, double labelSmoothing) {

  /** Checks. */
  public DpoConfig {
    checkArgument(
        beta > 0 && Double.isFinite(beta), "beta: expected a finite number above 0, got %s", beta);
    checkArgument(
        labelSmoothing >= 0 && labelSmoothing < 0.5,
        "labelSmoothing: expected at least 0 and below 0.5, got %s",
        labelSmoothing);
  }

  /**
   * The settings of the paper's experiments on dialogue.
   *
   * @return beta 0.1, no label smoothing
   */
  public static DpoConfig defaults() {
    return new DpoConfig(0.1, 0);
  }
}
