package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A penalty on the parameters of {@link MatrixScaling}, each part a mean over its K or K (K − 1)
 * parameters: diagonal · mean (W_kk − 1)² + offDiagonal · mean W_kl² + bias · mean b_k².
 *
 * @param diagonal the strength on what differs from 1, at least 0
 * @param offDiagonal the strength on what is not on the diagonal, at least 0
 * @param bias the strength on the biases, at least 0
 */
public record ScalingPenalty(double diagonal, double offDiagonal, double bias) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a strength is negative or not finite
   */
  public ScalingPenalty {
    checkStrength("diagonal", diagonal);
    checkStrength("offDiagonal", offDiagonal);
    checkStrength("bias", bias);
  }

  static void checkStrength(String name, double strength) {
    checkArgument(
        strength >= 0 && Double.isFinite(strength),
        "%s: expected a number of at least 0, got %s",
        name,
        strength);
  }

  /**
   * No penalty: maximum likelihood, which many options and few rows overfit.
   *
   * @return zeros
   */
  public static ScalingPenalty none() {
    return new ScalingPenalty(0, 0, 0);
  }

  /**
   * A ridge about the identity: the same strength on all three.
   *
   * @param strength at least 0
   * @return the penalty
   */
  public static ScalingPenalty ridge(double strength) {
    return new ScalingPenalty(strength, strength, strength);
  }

  /**
   * Off-diagonal and intercept regularization (ODIR), which leaves the diagonal free.
   *
   * <p>Source: <a href="https://arxiv.org/abs/1910.12656">Kull et al. 2019</a>.
   *
   * @param offDiagonal λ, at least 0
   * @param bias μ, at least 0
   * @return the penalty
   */
  public static ScalingPenalty odir(double offDiagonal, double bias) {
    return new ScalingPenalty(0, offDiagonal, bias);
  }
}
