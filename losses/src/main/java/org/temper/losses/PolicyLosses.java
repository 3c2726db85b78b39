package org.temper.losses;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.Masks;
import org.temper.losses.arrays.Scalars;

/**
 * Losses that make choices of advantage above 0 likelier and those below 0 less likely.
 *
 * <p>All are negated objectives, one number a choice (a token or an item), unreduced. With r = π /
 * π_old the ratio of probabilities and A the advantage: gradients flow into the policy's current
 * log-probabilities and stop at everything else. At r = 1 the gradient of each is that of plain
 * policy gradient, −A · ∇ log π; {@link #gbpo} alone is smaller where A &lt; 0. Where a choice was
 * clipped its gradient is exactly 0.
 *
 * <p>Log-ratios are held to ±20, so that nothing overflows: beyond that a choice has a loss, but no
 * gradient (but for {@link #ecpo} and {@link #gbpo}, which bound the ratio themselves). What lies
 * outside a mask may be anything in the log-probabilities, NaN included, if the reduction leaves it
 * out; keep advantages finite there.
 */
public final class PolicyLosses {
  private PolicyLosses() {}

  /**
   * How much likelier each choice has become.
   *
   * <pre>r = e^(log π − log π_old)</pre>
   *
   * <p>Gradients flow into the current log-probabilities.
   *
   * @param logProbs of the choices, floating, any shape
   * @return the ratios, the same shape, from e^−20 to e^20
   */
  public static NDArray ratios(PolicyLogProbs logProbs) {
    return Ratios.of(logProbs.current().sub(logProbs.old().stopGradient()));
  }

  /**
   * Plain policy gradient.
   *
   * <pre>loss = −A · log π</pre>
   *
   * <p>Valid for choices freshly drawn from π.
   *
   * <p>Source: Williams 1992, "Simple Statistical Gradient-Following Algorithms for Connectionist
   * Reinforcement Learning".
   *
   * @param logProbs log-probabilities under the policy, floating, any shape
   * @param advantages floating, the same shape
   * @return the loss of each choice, the same shape, unreduced
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray reinforce(NDArray logProbs, NDArray advantages) {
    ArrayChecks.checkFloating("logProbs", logProbs);
    return logProbs.mul(fixed(advantages, logProbs)).neg();
  }

  /**
   * PPO's clipped objective; GRPO, DAPO, BNPO and Dr. GRPO are this with their own advantages,
   * range and reduction.
   *
   * <pre>loss = −min(r · A, clip(r, 1 − low, 1 + high) · A)</pre>
   *
   * <p>Source: Schulman et al. 2017, "Proximal Policy Optimization Algorithms", equation 7.
   *
   * @param logProbs of the choices, floating, any shape
   * @param advantages floating, the same shape
   * @param range where the ratio counts
   * @return the loss of each choice, the same shape, unreduced
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray clipped(PolicyLogProbs logProbs, NDArray advantages, ClipRange range) {
    NDArray fixed = fixed(advantages, logProbs.current());
    return Ratios.clipped(ratios(logProbs), fixed, range).mul(fixed).neg();
  }

  /**
   * The clipped objective, bounded also where A &lt; 0 and the ratio is large.
   *
   * <pre>loss = clipped where A ≥ 0; min(clipped, −bound · A) where A &lt; 0</pre>
   *
   * <p>Source: Ye et al. 2020, "Mastering Complex Control in MOBA Games with Deep Reinforcement
   * Learning", dual-clip PPO, where the bound is c = 3.
   *
   * @param logProbs of the choices, floating, any shape
   * @param advantages floating, the same shape
   * @param range where the ratio counts
   * @param bound the largest ratio that counts where A &lt; 0, above 1 + high
   * @return the loss of each choice, the same shape, unreduced
   * @throws IllegalArgumentException if a type is not floating, the shapes differ, or {@code bound}
   *     is not above the range
   */
  public static NDArray dualClipped(
      PolicyLogProbs logProbs, NDArray advantages, ClipRange range, double bound) {
    NDArray fixed = fixed(advantages, logProbs.current());
    checkArgument(
        bound > range.highest() && Double.isFinite(bound),
        "bound: expected a number above %s, got %s",
        range.highest(),
        bound);
    NDArray ratios = Ratios.clipped(ratios(logProbs), fixed, range);
    NDArray fixedRatios = ratios.stopGradient();
    NDArray above = fixedRatios.gt(bound).logicalAnd(fixed.lt(0));
    return NDArrays.where(above, Ratios.held(fixedRatios, 0, bound), ratios).mul(fixed).neg();
  }

  /**
   * Policy gradient weighted by the clipped ratio: no choice loses its gradient.
   *
   * <pre>loss = −sg(clip(r, 1 − low, 1 + high)) · A · log π</pre>
   *
   * <p>Source: MiniMax 2025, "MiniMax-M1", equations 4 and 5. The report leaves the range open
   * below ({@code low} = 1).
   *
   * @param logProbs of the choices, floating, any shape
   * @param advantages floating, the same shape
   * @param range where the ratio is held to
   * @return the loss of each choice, the same shape, unreduced; its value is not that of the ratio
   *     objectives
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray cispo(PolicyLogProbs logProbs, NDArray advantages, ClipRange range) {
    NDArray fixed = fixed(advantages, logProbs.current());
    NDArray weights = Ratios.held(ratios(logProbs).stopGradient(), range.lowest(), range.highest());
    // As a factor, a weight of NaN would reach the gradient of what a reduction leaves out; as a
    // selected loss it is seen where it counts.
    NDArray known = weights.eq(weights);
    NDArray losses = logProbs.current().mul(Masks.keep(weights, known).mul(fixed)).neg();
    return NDArrays.where(known, losses, weights);
  }

  /**
   * Importance ratios of whole sequences: the geometric mean of their tokens'.
   *
   * <pre>s_b = exp(Σ_t mask · (log π − log π_old) / Σ_t mask)</pre>
   *
   * <p>No gradient flows through them. Source: Zheng et al. 2025, "Group Sequence Policy
   * Optimization", equation 7.
   *
   * @param logProbs floating [B, T]
   * @param mask true for each token to count, boolean [B, T]
   * @return the ratios, [B, 1]; 1 for a row without a kept token
   * @throws IllegalArgumentException if {@code logProbs} is not [B, T], or {@code mask} is not
   *     boolean of the same shape
   */
  public static NDArray sequenceRatios(PolicyLogProbs logProbs, NDArray mask) {
    ArrayChecks.checkDimensions("current", logProbs.current(), 2, "[B, T]");
    ArrayChecks.checkMask("mask", mask, logProbs.current());
    NDArray logRatios = logProbs.current().stopGradient().sub(logProbs.old().stopGradient());
    return Ratios.of(Masks.rowMeans(logRatios, mask)).expandDims(1);
  }

  /**
   * The clipped objective with one ratio a sequence, the geometric mean of its tokens', in the form
   * that leaves each token its own advantage.
   *
   * <pre>s = e^(Σ_t mask · (log π − log π_old) / Σ_t mask);  s_t = sg(s) · π / sg(π)
   * loss = −min(s_t · A, clip(s_t, 1 − low, 1 + high) · A)</pre>
   *
   * <p>Reduced by {@link Reductions#sequenceMeanTokenMean}, with one advantage a sequence, value
   * and gradient are those of the sequence form.
   *
   * <p>Source: Zheng et al. 2025, "Group Sequence Policy Optimization", equations 7 and 14; their
   * range is 3e-4 below and 4e-4 above.
   *
   * @param logProbs of the tokens, floating [B, T]
   * @param advantages floating [B, T]
   * @param mask true for each token to count, boolean [B, T]
   * @param range where the sequence's ratio counts
   * @return the loss of each token, [B, T], unreduced; 0 outside the mask, whatever is there
   * @throws IllegalArgumentException if an array is not [B, T] of its type, or the shapes differ
   */
  public static NDArray gspo(
      PolicyLogProbs logProbs, NDArray advantages, NDArray mask, ClipRange range) {
    NDArray fixed = fixed(advantages, logProbs.current());
    ArrayChecks.checkDimensions("current", logProbs.current(), 2, "[B, T]");
    ArrayChecks.checkMask("mask", mask, logProbs.current());
    NDArray current = Masks.keep(logProbs.current(), mask);
    NDArray ratios = Ratios.one(current).mul(sequenceRatios(logProbs, mask));
    NDArray kept = Masks.keep(fixed, mask);
    return Ratios.clipped(ratios, kept, range).mul(kept).neg();
  }

  /**
   * The clipped objective with a bound on the ratio where A &lt; 0 that, unlike dual clipping,
   * keeps a gradient.
   *
   * <pre>π_old' = max(π_old, sg(π) / (1 + high + delta)) where A &lt; 0, π_old elsewhere
   * loss = −min(π / π_old' · A, clip(π / π_old', 1 − low, 1 + high) · A)</pre>
   *
   * <p>So beyond the bound the gradient is −(1 + high + delta) · A · ∇ log π.
   *
   * <p>Source: Zhou et al. 2025, "OneRec Technical Report", the section on early-clipped GRPO
   * (ECPO), where delta = 0.1.
   *
   * @param logProbs of the choices, floating, any shape
   * @param advantages floating, the same shape
   * @param range where the ratio counts
   * @param delta how far above the range a ratio may be where A &lt; 0, above 0
   * @return the loss of each choice, the same shape, unreduced
   * @throws IllegalArgumentException if a type is not floating, the shapes differ, or {@code delta}
   *     is not positive and finite
   */
  public static NDArray ecpo(
      PolicyLogProbs logProbs, NDArray advantages, ClipRange range, double delta) {
    NDArray fixed = fixed(advantages, logProbs.current());
    ArrayChecks.checkPositive("delta", delta);
    double bound = range.highest() + delta;
    NDArray ratios = ratios(logProbs);
    NDArray early = ratios.stopGradient().gt(bound).logicalAnd(fixed.lt(0));
    NDArray held = Scalars.times(Ratios.one(Masks.keep(logProbs.current(), early)), bound);
    return Ratios.clipped(NDArrays.where(early, held, ratios), fixed, range).mul(fixed).neg();
  }

  /**
   * Nothing is clipped; the ratio's denominator is raised until the gradient is no larger than that
   * of a binary cross-entropy.
   *
   * <pre>π_old' = max(π_old, sg(π)) where A ≥ 0, max(π_old, 1 − sg(π)) where A &lt; 0
   * loss = −π / π_old' · A</pre>
   *
   * <p>So at π = π_old the gradient is that of policy gradient where A ≥ 0, and where A &lt; 0 it
   * is smaller by the factor π / max(π, 1 − π): a choice that is already unlikely is hardly pushed.
   *
   * <p>Source: "OneRec-V2 Technical Report" 2025, the section on gradient-bounded policy
   * optimization (GBPO).
   *
   * @param logProbs of the choices, floating, any shape
   * @param advantages floating, the same shape
   * @return the loss of each choice, the same shape, unreduced
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray gbpo(PolicyLogProbs logProbs, NDArray advantages) {
    NDArray fixed = fixed(advantages, logProbs.current());
    NDArray current = logProbs.current().stopGradient();
    NDArray complement = Ratios.logComplement(current);
    NDArray floor = NDArrays.where(fixed.lt(0), complement, current);
    NDArray denominator = logProbs.old().stopGradient().maximum(floor);
    return Ratios.of(logProbs.current().sub(denominator)).mul(fixed).neg();
  }

  /**
   * Which choices the clipped objective holds at the lower end of the range: to report.
   *
   * <pre>r &lt; 1 − low and A &lt; 0</pre>
   *
   * @param logProbs of the choices, floating, any shape
   * @param advantages floating, the same shape
   * @param range where the ratio counts
   * @return boolean, the same shape
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray clippedLow(PolicyLogProbs logProbs, NDArray advantages, ClipRange range) {
    NDArray fixed = fixed(advantages, logProbs.current());
    return Ratios.tooLow(ratios(logProbs).stopGradient(), fixed, range);
  }

  /**
   * Which choices the clipped objective holds at the upper end of the range: to report.
   *
   * <pre>r &gt; 1 + high and A &gt; 0</pre>
   *
   * @param logProbs of the choices, floating, any shape
   * @param advantages floating, the same shape
   * @param range where the ratio counts
   * @return boolean, the same shape
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray clippedHigh(PolicyLogProbs logProbs, NDArray advantages, ClipRange range) {
    NDArray fixed = fixed(advantages, logProbs.current());
    return Ratios.tooHigh(ratios(logProbs).stopGradient(), fixed, range);
  }

  private static NDArray fixed(NDArray advantages, NDArray logProbs) {
    ArrayChecks.checkFloating("advantages", advantages);
    ArrayChecks.checkSameShape("advantages", advantages, logProbs);
    return advantages.stopGradient();
  }
}
