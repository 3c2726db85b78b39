package org.temper.losses;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.Masks;
import org.temper.losses.arrays.Scalars;

/**
 * Estimates of the divergence KL(π ‖ π_ref): one a token from tokens that π chose, or {@link #full}
 * from all that it might have chosen.
 *
 * <p>Gradients flow into {@code logProbs} and stop at {@code refLogProbs}. As an estimate of the
 * divergence's value k1 and k3 are unbiased; as a loss term their gradients are not those of the
 * divergence: the gradient of k1 is zero in expectation, that of k3 is the gradient of KL(π_ref ‖
 * π) up to sampling from π, and that of k2 is, for tokens freshly drawn from π, the gradient of
 * KL(π ‖ π_ref).
 *
 * <p>Source: Schulman 2020, "Approximating KL Divergence" (web page), where p is the reference, q
 * the policy and r = p(x) / q(x).
 */
public final class KlEstimators {
  private KlEstimators() {}

  /**
   * The unbiased estimate of high variance.
   *
   * <pre>k1 = −log r = log π − log π_ref</pre>
   *
   * <p>Valid for tokens drawn from π; may be negative.
   *
   * @param logProbs log-probabilities under the policy, floating, any shape
   * @param refLogProbs log-probabilities under the reference, the same shape
   * @return the estimate of each token, the same shape, unreduced
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray k1(NDArray logProbs, NDArray refLogProbs) {
    return refLogRatio(logProbs, refLogProbs).neg();
  }

  /**
   * The biased estimate of low variance.
   *
   * <pre>k2 = ½ · (log r)² = ½ · (log π − log π_ref)²</pre>
   *
   * <p>Valid for tokens drawn from π; at least 0.
   *
   * @param logProbs log-probabilities under the policy, floating, any shape
   * @param refLogProbs log-probabilities under the reference, the same shape
   * @return the estimate of each token, the same shape, unreduced
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray k2(NDArray logProbs, NDArray refLogProbs) {
    return Scalars.times(refLogRatio(logProbs, refLogProbs).square(), 0.5);
  }

  /**
   * The unbiased estimate of low variance.
   *
   * <pre>k3 = (r − 1) − log r = e^(log π_ref − log π) − (log π_ref − log π) − 1</pre>
   *
   * <p>Valid for tokens drawn from π; at least 0 up to rounding. It grows exponentially where the
   * reference prefers a token far more than the policy, and overflows float32 above 88 nats: it is
   * not clipped, so that such a token is seen and not hidden.
   *
   * @param logProbs log-probabilities under the policy, floating, any shape
   * @param refLogProbs log-probabilities under the reference, the same shape
   * @return the estimate of each token, the same shape, unreduced
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray k3(NDArray logProbs, NDArray refLogProbs) {
    return ExponentialRemainder.of(refLogRatio(logProbs, refLogProbs));
  }

  /**
   * The divergence itself, from the log-probabilities of all choices.
   *
   * <pre>full = Σ_v π(v) · (log π(v) − log π_ref(v))</pre>
   *
   * <p>Valid whatever was drawn; at least 0 up to rounding. Gradients flow into {@code logProbs},
   * through the weights too, and are those of the divergence. What the policy rules out (−∞) counts
   * 0, whatever the reference thinks of it; what the reference alone rules out makes the divergence
   * infinite.
   *
   * @param logProbs log-probabilities of all choices under the policy, floating [..., V]
   * @param refLogProbs the same under the reference, the same shape
   * @return the divergence at each position, [...], unreduced
   * @throws IllegalArgumentException if a type is not floating, the shapes differ, or there is no
   *     last dimension
   */
  public static NDArray full(NDArray logProbs, NDArray refLogProbs) {
    int last = checkChoices(logProbs, refLogProbs);
    NDArray possible = logProbs.stopGradient().neq(Float.NEGATIVE_INFINITY);
    NDArray kept = Masks.keep(logProbs, possible);
    NDArray reference = Masks.keep(refLogProbs.stopGradient(), possible);
    NDArray terms = kept.exp().mul(kept.sub(reference));
    return Masks.keep(terms, possible).sum(new int[] {last});
  }

  private static NDArray refLogRatio(NDArray logProbs, NDArray refLogProbs) {
    checkPair(logProbs, refLogProbs);
    // Starts from the first argument, so that the result belongs to its manager.
    return logProbs.sub(refLogProbs.stopGradient()).neg();
  }

  /** The last dimension of two distributions. */
  static int checkChoices(NDArray logProbs, NDArray refLogProbs) {
    checkPair(logProbs, refLogProbs);
    int last = logProbs.getShape().dimension() - 1;
    checkArgument(last >= 0, "logProbs: expected shape [..., V], got %s", logProbs.getShape());
    return last;
  }

  static void checkPair(NDArray logProbs, NDArray refLogProbs) {
    ArrayChecks.checkFloating("logProbs", logProbs);
    ArrayChecks.checkFloating("refLogProbs", refLogProbs);
    ArrayChecks.checkSameShape("refLogProbs", refLogProbs, logProbs);
  }
}
