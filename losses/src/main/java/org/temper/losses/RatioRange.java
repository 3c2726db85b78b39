package org.temper.losses;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;

/**
 * The range of importance ratios in which a sampled token is learned from: one that the policy, as
 * it is trained, gives another probability than the sampler did is left out.
 *
 * <p>Unlike {@link ImportanceWeights}, which are cut off at a cap, a token beyond either end counts
 * nothing at all: its ratio says that the two have diverged there.
 *
 * <p>Source: Xiao et al. 2026, "MiMo-V2-Flash Technical Report", the section on multi-teacher
 * on-policy distillation.
 *
 * @param low the lowest ratio π_train / π_sample, from 0 to 1
 * @param high the highest, at least 1; infinite for none
 */
public record RatioRange(double low, double high) {

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if it does not hold 1, or a number is out of range
   */
  public RatioRange {
    checkArgument(low >= 0 && low <= 1, "low: expected 0 to 1, got %s", low);
    checkArgument(high >= 1, "high: expected a number of at least 1, got %s", high);
  }

  /**
   * Every ratio.
   *
   * @return a range from 0 without an end
   */
  public static RatioRange all() {
    return new RatioRange(0, Double.POSITIVE_INFINITY);
  }

  /**
   * The tokens whose ratio lies in the range, its ends included.
   *
   * <pre>low ≤ e^(log π_train − log π_sample) ≤ high</pre>
   *
   * @param trainLogProbs log-probabilities under the policy by the scoring pass, floating, any
   *     shape, in nats
   * @param sampleLogProbs those that the tokens were drawn with, the same shape
   * @return true for each token to keep, boolean, the same shape; false where the ratio is NaN
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public NDArray keep(NDArray trainLogProbs, NDArray sampleLogProbs) {
    NDArray logRatios = ImportanceWeights.logRatios(trainLogProbs, sampleLogProbs);
    // Compared as logarithms, which do not overflow.
    return logRatios
        .gte(low == 0 ? Double.NEGATIVE_INFINITY : Math.log(low))
        .logicalAnd(logRatios.lte(Math.log(high)));
  }
}
