package org.temper.losses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.Masks;
import org.temper.losses.arrays.Scalars;

/**
 * Losses of a student π that learns from a teacher on tokens that the student drew: one number a
 * token, in nats, unreduced.
 *
 * <p>From all log-probabilities of the vocabulary a divergence is known exactly: the reverse one,
 * KL(π ‖ π_teacher), is {@link KlEstimators#full}, the forward one {@link
 * ReferenceDivergences#fullForwardKl}, the generalized Jensen–Shannon divergence {@link
 * ReferenceDivergences#fullJensenShannon(NDArray, NDArray, double)}. Here are those from less: the
 * token that was drawn, and some K of the vocabulary.
 *
 * <p>Gradients flow into the student's log-probabilities and stop at the teacher's. Where student
 * and teacher agree the gradient of each is 0, but for {@link #truncatedReverseKl}.
 */
public final class DistillationLosses {
  private DistillationLosses() {}

  /**
   * Advantages of drawn tokens: by how much more the teacher would have said them.
   *
   * <pre>A = sg(log π_teacher − log π_old)</pre>
   *
   * <p>In expectation over tokens of π_old, −A is KL(π_old ‖ π_teacher), and A · ∇ log π at π =
   * π_old is what descends it. 0 for each token where they agree.
   *
   * <p>Source: Lu and Thinking Machines Lab 2025, "On-Policy Distillation" (web page); Xiao et al.
   * 2026, "MiMo-V2-Flash Technical Report", the section on multi-teacher on-policy distillation.
   *
   * @param teacherLogProbs of the tokens, floating, any shape, in nats
   * @param oldLogProbs the same tokens' under the student that drew them, the same shape
   * @return the advantages, the same shape; no gradient flows through them
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray advantages(NDArray teacherLogProbs, NDArray oldLogProbs) {
    ArrayChecks.checkFloating("teacherLogProbs", teacherLogProbs);
    ArrayChecks.checkFloating("oldLogProbs", oldLogProbs);
    ArrayChecks.checkSameShape("oldLogProbs", oldLogProbs, teacherLogProbs);
    return teacherLogProbs.stopGradient().sub(oldLogProbs.stopGradient());
  }

  /**
   * The reverse divergence KL(π ‖ π_teacher) by the token that was drawn, in PPO's clipped
   * surrogate: {@link PolicyLosses#clipped} with {@link #advantages}.
   *
   * <pre>loss = −min(r · A, clip(r, 1 − low, 1 + high) · A),  r = π / π_old</pre>
   *
   * <p>Asks the teacher for one number a token. At r = 1 value and gradient are unbiased estimates
   * of those of the divergence, of more variance than those from the whole vocabulary.
   *
   * <p>Source: as {@link #advantages}; Schulman et al. 2017, "Proximal Policy Optimization
   * Algorithms", equation 7.
   *
   * @param logProbs of the tokens, floating, any shape
   * @param teacherLogProbs the same tokens' under the teacher, the same shape
   * @param range where the ratio counts
   * @return the loss of each token, the same shape, unreduced
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray sampledReverseKl(
      PolicyLogProbs logProbs, NDArray teacherLogProbs, ClipRange range) {
    return PolicyLosses.clipped(logProbs, advantages(teacherLogProbs, logProbs.old()), range);
  }

  /**
   * The terms of the reverse divergence over K choices, and no more.
   *
   * <pre>loss = Σ_k π(k) · (log π(k) − log π_teacher(k))</pre>
   *
   * <p>Not a divergence: its gradient where student and teacher agree is that of Σ_k π(k), so that
   * it takes probability away from the K choices for ever, and its value may be below 0. {@link
   * #correctedReverseKl} is free of both; this one is here to compare with. With all choices it is
   * {@link KlEstimators#full}.
   *
   * @param logProbs of K choices under the student, log-probabilities of the whole vocabulary,
   *     floating [..., K]; −∞ for what it rules out
   * @param teacherLogProbs the same choices' under the teacher, the same shape
   * @return the loss at each position, [...], in nats, unreduced
   * @throws IllegalArgumentException if a type is not floating, the shapes differ, or there is no
   *     last dimension
   */
  public static NDArray truncatedReverseKl(NDArray logProbs, NDArray teacherLogProbs) {
    return KlEstimators.full(logProbs, teacherLogProbs);
  }

  /**
   * The reverse divergence over K choices, corrected for what is left out: each choice's term is
   * that of the generalized divergence of measures that do not sum to 1.
   *
   * <pre>loss = Σ_k (π(k) · (log π(k) − log π_teacher(k)) − π(k) + π_teacher(k))</pre>
   *
   * <p>The gradient is Σ_k ∇π(k) · (log π(k) − log π_teacher(k)): the part of the whole
   * vocabulary's that falls on the K choices. So it is 0 where they agree on these, each term is at
   * least 0, and with all choices value and gradient are those of {@link KlEstimators#full}. Which
   * choices these are, usually the K likeliest of the teacher or of the student, is not
   * differentiated.
   *
   * <p>Source: Csiszár 1991, "Why Least Squares and Maximum Entropy?", the I-divergence of measures
   * that are not normalized; each term is {@link ReferenceDivergences#reverseKl} times
   * π_teacher(k).
   *
   * @param logProbs of K choices under the student, log-probabilities of the whole vocabulary,
   *     floating [..., K]; −∞ for what it rules out
   * @param teacherLogProbs the same choices' under the teacher, the same shape; what the teacher
   *     alone rules out makes the loss infinite
   * @return the loss at each position, [...], in nats, unreduced
   * @throws IllegalArgumentException if a type is not floating, the shapes differ, or there is no
   *     last dimension
   */
  public static NDArray correctedReverseKl(NDArray logProbs, NDArray teacherLogProbs) {
    int last = KlEstimators.checkChoices(logProbs, teacherLogProbs);
    int[] choices = {last};
    return KlEstimators.full(logProbs, teacherLogProbs)
        .sub(logProbs.exp().sum(choices))
        .add(teacherLogProbs.stopGradient().exp().sum(choices));
  }

  /**
   * The teacher whose reward, in the sense of a policy that maximizes a reward held to π_0, is the
   * weighted sum of those of several experts: {@code summed rewards}.
   *
   * <pre>π_target(v) ∝ π_0(v) · Π_i (π_i(v) / π_0(v))^w_i</pre>
   *
   * <p>One expert of weight 1 is the target itself, as are experts that agree with weights of sum
   * 1; weights of 0 leave π_0. What π_0 rules out (−∞) stays ruled out.
   *
   * <p>Source: Rafailov et al. 2023, "Direct Preference Optimization", equations 4 and 5, for the
   * reward of a policy; Shi et al. 2024, "Decoding-Time Language Model Alignment with Multiple
   * Objectives", where the weights sum to 1.
   *
   * @param startLogProbs log π_0 of all choices, floating [..., V], in nats
   * @param experts of each expert log π_i and its weight, the same shape; may be none
   * @return log π_target, the same shape, normalized over the last dimension; no gradient flows
   *     through it
   * @throws IllegalArgumentException if a type is not floating, the shapes differ, or there is no
   *     last dimension
   */
  public static NDArray summedRewards(NDArray startLogProbs, List<WeightedExpert> experts) {
    int last = KlEstimators.checkChoices(startLogProbs, startLogProbs);
    NDArray start = startLogProbs.stopGradient();
    NDArray possible = start.neq(Float.NEGATIVE_INFINITY);
    NDArray kept = Masks.keep(start, possible);
    NDArray sum = kept;
    for (WeightedExpert expert : ImmutableList.copyOf(experts)) {
      KlEstimators.checkPair(startLogProbs, expert.logProbs());
      NDArray own = Masks.keep(expert.logProbs().stopGradient(), possible);
      sum = sum.add(Scalars.times(own.sub(kept), expert.weight()));
    }
    NDArray ruledOut = sum.onesLike().mul(Float.NEGATIVE_INFINITY);
    return NDArrays.where(possible, sum, ruledOut).logSoftmax(last);
  }
}
