package org.temper.losses;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.nn.Activation;
import org.temper.losses.arrays.Masks;
import org.temper.losses.arrays.Scalars;

/**
 * Divergences of a policy from a reference that chose the tokens: terms that keep what a policy
 * could do before it was tuned. One a token, from the token that the reference chose, or exact from
 * the log-probabilities of all choices.
 *
 * <p>With r = π / π_ref, each is the mean over tokens that the reference chooses of a convex f(r)
 * with f(1) = 0 and f′(1) = 0. So what one token gives is at least 0, is 0 with gradient 0 where
 * policy and reference agree, and is unbiased, its gradient too: the tokens do not depend on the
 * policy. For tokens that were chosen otherwise, greedily or by a person, it is a divergence of the
 * same kind in which those tokens count more. {@link KlEstimators} is for tokens that the policy
 * chose.
 *
 * <p>Gradients flow into {@code logProbs} and stop at {@code refLogProbs}.
 *
 * <p>Source: Csiszár 1967, "Information-type measures of difference of probability distributions";
 * Kapoor et al. 2024, "Large Language Models Must Be Taught to Know What They Don't Know", section
 * 4, holds a tuned model to its base by such a term, over the whole vocabulary.
 */
public final class ReferenceDivergences {
  private static final double LOG_2 = Math.log(2);

  private ReferenceDivergences() {}

  /**
   * The forward divergence KL(π_ref ‖ π), from tokens of the reference.
   *
   * <pre>f(r) = r − 1 − log r</pre>
   *
   * <p>Its gradient is (r − 1) · ∇ log π: that of imitating the token, less what is expected of it.
   * Overflows float32 where the policy prefers a token by more than 88 nats: it is not clipped.
   *
   * @param logProbs log-probabilities under the policy, floating, any shape
   * @param refLogProbs log-probabilities under the reference, the same shape
   * @return the estimate of each token, the same shape, unreduced
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray forwardKl(NDArray logProbs, NDArray refLogProbs) {
    return ExponentialRemainder.of(logRatio(logProbs, refLogProbs));
  }

  /**
   * The reverse divergence KL(π ‖ π_ref), from tokens of the reference.
   *
   * <pre>f(r) = r log r − r + 1</pre>
   *
   * <p>At most 1 where the policy gives up the token. Overflows as {@link #forwardKl} does.
   *
   * @param logProbs log-probabilities under the policy, floating, any shape
   * @param refLogProbs log-probabilities under the reference, the same shape
   * @return the estimate of each token, the same shape, unreduced
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray reverseKl(NDArray logProbs, NDArray refLogProbs) {
    NDArray logRatio = logRatio(logProbs, refLogProbs);
    NDArray ratio = logRatio.exp();
    NDArray near = ExponentialRemainder.near(logRatio);
    return NDArrays.where(
        near,
        ratio.mul(ExponentialRemainder.ofNear(logRatio.neg(), near)),
        ratio.mul(logRatio.sub(1)).add(1));
  }

  /**
   * The Jensen–Shannon divergence, from tokens of the reference.
   *
   * <pre>f(r) = ½ · (r · log(2r / (1 + r)) + log(2 / (1 + r)))</pre>
   *
   * <p>Half of KL(π ‖ m) and half of KL(π_ref ‖ m), where m is the mean of both; at most log 2 on
   * the average over tokens. ½ log 2 where the policy gives up the token. Overflows as {@link
   * #forwardKl} does.
   *
   * @param logProbs log-probabilities under the policy, floating, any shape
   * @param refLogProbs log-probabilities under the reference, the same shape
   * @return the estimate of each token, the same shape, unreduced
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray jensenShannon(NDArray logProbs, NDArray refLogProbs) {
    NDArray logRatio = logRatio(logProbs, refLogProbs);
    NDArray ratio = logRatio.exp();
    // Of the mean to the reference, and of the mean to the policy.
    NDArray fromReference = Activation.softPlus(logRatio).sub(LOG_2);
    NDArray fromPolicy = Activation.softPlus(logRatio.neg()).sub(LOG_2);
    NDArray near = ExponentialRemainder.near(fromPolicy);
    NDArray ofPolicy =
        NDArrays.where(
            near,
            ratio.mul(ExponentialRemainder.ofNear(fromPolicy, near)),
            Scalars.times(ratio.neg().add(1), 0.5).sub(ratio.mul(fromPolicy)));
    return Scalars.times(ExponentialRemainder.of(fromReference).add(ofPolicy), 0.5);
  }

  /**
   * The forward divergence itself, from the log-probabilities of all choices.
   *
   * <pre>Σ_v π_ref(v) · (log π_ref(v) − log π(v))</pre>
   *
   * <p>What the reference rules out (−∞) counts 0; what the policy alone rules out makes it
   * infinite. The reverse one is {@link KlEstimators#full}.
   *
   * @param logProbs log-probabilities of all choices under the policy, floating [..., V]
   * @param refLogProbs the same under the reference, the same shape
   * @return the divergence at each position, [...], unreduced
   * @throws IllegalArgumentException if a type is not floating, the shapes differ, or there is no
   *     last dimension
   */
  public static NDArray fullForwardKl(NDArray logProbs, NDArray refLogProbs) {
    int last = KlEstimators.checkChoices(logProbs, refLogProbs);
    NDArray fixed = refLogProbs.stopGradient();
    NDArray possible = fixed.neq(Float.NEGATIVE_INFINITY);
    NDArray kept = Masks.keep(logProbs, possible);
    NDArray terms = kept.sub(Masks.keep(fixed, possible)).mul(fixed.exp()).neg();
    return Masks.keep(terms, possible).sum(new int[] {last});
  }

  /**
   * The Jensen–Shannon divergence itself, from the log-probabilities of all choices.
   *
   * <pre>½ · Σ_v (π(v) · log(π(v) / m(v)) + π_ref(v) · log(π_ref(v) / m(v))),
   * m(v) = ½ · (π(v) + π_ref(v))</pre>
   *
   * <p>From 0 to log 2, which it is where each rules out all that the other can choose; finite
   * always, and symmetric.
   *
   * @param logProbs log-probabilities of all choices under the policy, floating [..., V]; −∞ for
   *     what it rules out
   * @param refLogProbs the same under the reference, the same shape
   * @return the divergence at each position, [...], unreduced
   * @throws IllegalArgumentException if a type is not floating, the shapes differ, or there is no
   *     last dimension
   */
  public static NDArray fullJensenShannon(NDArray logProbs, NDArray refLogProbs) {
    return fullJensenShannon(logProbs, refLogProbs, 0.5);
  }

  /**
   * The generalized Jensen–Shannon divergence, from the log-probabilities of all choices.
   *
   * <pre>Σ_v (β · π_ref(v) · log(π_ref(v) / m(v)) + (1 − β) · π(v) · log(π(v) / m(v))),
   * m(v) = β · π_ref(v) + (1 − β) · π(v)</pre>
   *
   * <p>At ½ {@link #fullJensenShannon(NDArray, NDArray)}. Divided by β it tends to the forward
   * divergence where β tends to 0, and divided by 1 − β to the reverse one where β tends to 1.
   * Finite always, at most −β log β − (1 − β) log(1 − β).
   *
   * <p>Source: Agarwal et al. 2024, "On-Policy Distillation of Language Models: Learning from
   * Self-Generated Mistakes" (GKD), equation 1, where the reference is the teacher.
   *
   * @param logProbs log-probabilities of all choices under the policy, floating [..., V]; −∞ for
   *     what it rules out
   * @param refLogProbs the same under the reference, the same shape
   * @param beta β, between 0 and 1, both excluded
   * @return the divergence at each position, [...], in nats, unreduced
   * @throws IllegalArgumentException if a type is not floating, the shapes differ, there is no last
   *     dimension, or {@code beta} is out of range
   */
  public static NDArray fullJensenShannon(NDArray logProbs, NDArray refLogProbs, double beta) {
    int last = KlEstimators.checkChoices(logProbs, refLogProbs);
    checkArgument(
        beta > 0 && beta < 1,
        "beta: expected a number between 0 and 1, got %s; use fullForwardKl for 0 and"
            + " KlEstimators.full for 1",
        beta);
    NDArray fixed = refLogProbs.stopGradient();
    NDArray both =
        logProbs
            .stopGradient()
            .neq(Float.NEGATIVE_INFINITY)
            .logicalAnd(fixed.neq(Float.NEGATIVE_INFINITY));
    NDArray logRatio = Masks.keep(logProbs, both).sub(Masks.keep(fixed, both));
    NDArray ofPolicy = logProbs.exp().mul(overMean(logRatio, both, 1 - beta));
    NDArray ofReference = overMean(logRatio.neg(), both, beta).mul(fixed.exp());
    return Scalars.times(ofPolicy.sum(new int[] {last}), 1 - beta)
        .add(Scalars.times(ofReference.sum(new int[] {last}), beta));
  }

  /** log(p / (w p + (1 − w) q)) where log(p / q) is given: −log w where q is 0. */
  private static NDArray overMean(NDArray logRatio, NDArray both, double weight) {
    NDArray others = logRatio.neg().add(Math.log((1 - weight) / weight));
    return Masks.keep(Activation.softPlus(others), both).neg().sub(Math.log(weight));
  }

  private static NDArray logRatio(NDArray logProbs, NDArray refLogProbs) {
    KlEstimators.checkPair(logProbs, refLogProbs);
    return logProbs.sub(refLogProbs.stopGradient());
  }
}
