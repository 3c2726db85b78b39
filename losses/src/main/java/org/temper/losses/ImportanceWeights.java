package org.temper.losses;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.Masks;

/**
 * Weights of what was sampled where the sampler's probabilities were not those of the policy that
 * is said to have sampled: another engine, another precision, an older policy.
 *
 * <p>Truncated above, so that one unlikely token does not outweigh all others: less variance for
 * some bias. No gradient flows through a weight.
 *
 * <p>Source: Ionides 2008, "Truncated Importance Sampling"; Yao et al. 2025, "Your Efficient RL
 * Framework Secretly Brings You Off-Policy RL Training" (web page), for samplers of language
 * models.
 */
public final class ImportanceWeights {
  private ImportanceWeights() {}

  /**
   * A weight for each token.
   *
   * <pre>w = min(e^(log π_old − log π_behavior), maxWeight)</pre>
   *
   * @param oldLogProbs log-probabilities under the policy by the scoring pass, floating, any shape
   * @param behaviorLogProbs those recorded while sampling, the same shape
   * @param maxWeight the cap, above 0
   * @return the weights, the same shape
   * @throws IllegalArgumentException if a type is not floating, the shapes differ, or {@code
   *     maxWeight} is not positive and finite
   */
  public static NDArray token(NDArray oldLogProbs, NDArray behaviorLogProbs, double maxWeight) {
    return truncated(logRatios(oldLogProbs, behaviorLogProbs), maxWeight);
  }

  /**
   * A weight for each sequence, at each of its tokens.
   *
   * <pre>w_b = min(e^(Σ_t mask · (log π_old − log π_behavior)), maxWeight)</pre>
   *
   * <p>Unbiased where it is not cut off, but of far more variance than {@link #token} on long
   * sequences.
   *
   * @param oldLogProbs log-probabilities under the policy by the scoring pass, floating [B, T]
   * @param behaviorLogProbs those recorded while sampling, the same shape
   * @param mask true for each token that the policy produced, boolean [B, T]
   * @param maxWeight the cap, above 0
   * @return the weights, [B, T]: a row's kept tokens have the same; 0 outside the mask, whatever is
   *     there
   * @throws IllegalArgumentException if an array is not [B, T] of its type, the shapes differ, or
   *     {@code maxWeight} is not positive and finite
   */
  public static NDArray sequence(
      NDArray oldLogProbs, NDArray behaviorLogProbs, NDArray mask, double maxWeight) {
    NDArray logRatios = logRatios(oldLogProbs, behaviorLogProbs);
    ArrayChecks.checkDimensions("oldLogProbs", oldLogProbs, 2, "[B, T]");
    ArrayChecks.checkMask("mask", mask, oldLogProbs);
    NDArray weights = truncated(Masks.rowSums(logRatios, mask), maxWeight);
    return Masks.keep(weights.expandDims(1).broadcast(logRatios.getShape()), mask);
  }

  private static NDArray truncated(NDArray logRatios, double maxWeight) {
    ArrayChecks.checkPositive("maxWeight", maxWeight);
    // A little above the logarithm, so that what is capped is the cap to the last digit.
    NDArray bounded = logRatios.minimum(Math.log(maxWeight) + 1).exp().minimum(maxWeight);
    return bounded.toType(logRatios.getDataType(), false);
  }

  static NDArray logRatios(NDArray oldLogProbs, NDArray behaviorLogProbs) {
    ArrayChecks.checkFloating("oldLogProbs", oldLogProbs);
    ArrayChecks.checkFloating("behaviorLogProbs", behaviorLogProbs);
    ArrayChecks.checkSameShape("behaviorLogProbs", behaviorLogProbs, oldLogProbs);
    return oldLogProbs.stopGradient().sub(behaviorLogProbs.stopGradient());
  }
}
