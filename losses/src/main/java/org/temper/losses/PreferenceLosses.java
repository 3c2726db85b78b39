package org.temper.losses;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.nn.Activation;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.Masks;
import org.temper.losses.arrays.Scalars;

/** Losses on pairs of completions of which one is preferred. */
public final class PreferenceLosses {
  private static final int[] CHOICES = {1};

  private PreferenceLosses() {}

  /**
   * The DPO loss of each pair, with label smoothing for labels that may be wrong.
   *
   * <pre>
   * h = (log π(y_w | x) − log π_ref(y_w | x)) − (log π(y_l | x) − log π_ref(y_l | x))
   * loss = −(1 − ε) · log σ(beta · h) − ε · log σ(−beta · h)
   * </pre>
   *
   * <p>Gradients flow into {@code policy} and stop at {@code reference}. Where policy and reference
   * agree the loss is log 2, whatever ε is. Finite for every finite input.
   *
   * <p>Sources: Rafailov et al. 2023, "Direct Preference Optimization", equation 7 (ε = 0);
   * Mitchell 2023, "A note on DPO with noisy preferences &amp; relationship to IPO" (ε above 0, the
   * conservative DPO loss).
   *
   * @param policy log-probabilities of the completions under the policy, sums in nats, [P] each
   * @param reference log-probabilities of the completions under the reference, [P] each
   * @param beta strength of the pull to the reference, above 0; often 0.1
   * @param labelSmoothing ε, the probability that a label is the wrong way round, at least 0 and
   *     below 0.5
   * @return the loss of each pair, [P], unreduced
   * @throws IllegalArgumentException if the two have different shapes, {@code beta} is not positive
   *     and finite, or {@code labelSmoothing} is out of range
   */
  public static NDArray dpo(
      PolicyPair policy, ReferencePair reference, double beta, double labelSmoothing) {
    ArrayChecks.checkSameShape("reference", reference.chosen(), policy.chosen());
    ArrayChecks.checkPositive("beta", beta);
    checkArgument(
        labelSmoothing >= 0 && labelSmoothing < 0.5,
        "labelSmoothing: expected at least 0 and below 0.5, got %s",
        labelSmoothing);
    NDArray chosenRatio = policy.chosen().sub(reference.chosen().stopGradient());
    NDArray rejectedRatio = policy.rejected().sub(reference.rejected().stopGradient());
    NDArray logit = Scalars.times(chosenRatio.sub(rejectedRatio), beta);
    NDArray asLabeled = LogSigmoid.logSigmoid(logit).neg();
    if (labelSmoothing == 0) {
      return asLabeled;
    }
    NDArray otherwise = LogSigmoid.logSigmoid(logit.neg()).neg();
    return Scalars.times(asLabeled, 1 - labelSmoothing)
        .add(Scalars.times(otherwise, labelSmoothing));
  }

  /**
   * The IPO loss of each pair: the margin is drawn to a fixed width and not widened without end,
   * which keeps the policy near the reference even where a preference is certain.
   *
   * <pre>
   * h = (log π(y_w | x) − log π_ref(y_w | x)) − (log π(y_l | x) − log π_ref(y_l | x))
   * loss = (h − 1 / (2 · tau))²
   * </pre>
   *
   * <p>Gradients flow into {@code policy} and stop at {@code reference}. Some libraries pass means
   * over tokens where the paper has sums; for single items the two are the same.
   *
   * <p>Source: Azar et al. 2023, "A General Theoretical Paradigm to Understand Learning from Human
   * Preferences", equation 17.
   *
   * @param policy log-probabilities under the policy, in nats, [P] each
   * @param reference log-probabilities under the reference, [P] each
   * @param tau strength of the pull to the reference, above 0; often 0.1
   * @return the loss of each pair, [P], unreduced
   * @throws IllegalArgumentException if the two have different shapes, or {@code tau} is not
   *     positive and finite
   */
  public static NDArray ipo(PolicyPair policy, ReferencePair reference, double tau) {
    ArrayChecks.checkSameShape("reference", reference.chosen(), policy.chosen());
    ArrayChecks.checkPositive("tau", tau);
    NDArray chosenRatio = policy.chosen().sub(reference.chosen().stopGradient());
    NDArray rejectedRatio = policy.rejected().sub(reference.rejected().stopGradient());
    return chosenRatio.sub(rejectedRatio).sub(1 / (2 * tau)).square();
  }

  /**
   * The S-DPO loss of each position: a softmax of one preferred choice against several others at
   * once.
   *
   * <pre>
   * Δ(y) = log π(y | x) − log π_ref(y | x)
   * loss = −log σ(−log Σ_l e^(beta · (Δ(y_l) − Δ(y_w)))) = log(1 + Σ_l e^(beta · (Δ(y_l) − Δ(y_w))))
   * </pre>
   *
   * <p>With one other choice it is {@link #dpo} without smoothing. Gradients flow into {@code
   * policy} inside the mask and stop at {@code reference}. Where policy and reference agree the
   * loss of a position with n others is log(1 + n); a position without others has loss 0. Finite
   * for every finite input.
   *
   * <p>Source: Chen et al. 2024, "On Softmax Direct Preference Optimization for Recommendation",
   * equation 11.
   *
   * @param policy log-probabilities under the policy, in nats, [P] and [P, C]
   * @param reference log-probabilities under the reference, [P] and [P, C]
   * @param rejectedMask true for each rejected choice that counts, boolean [P, C]
   * @param beta strength of the pull to the reference, above 0; 1 in the paper
   * @return the loss of each position, [P], unreduced
   * @throws IllegalArgumentException if shapes or types do not fit, or {@code beta} is not positive
   *     and finite
   */
  public static NDArray softmax(
      PolicyChoices policy, ReferenceChoices reference, NDArray rejectedMask, double beta) {
    ArrayChecks.checkSameShape("reference", reference.rejected(), policy.rejected());
    ArrayChecks.checkMask("rejectedMask", rejectedMask, policy.rejected());
    ArrayChecks.checkPositive("beta", beta);
    NDArray chosenRatio = policy.chosen().sub(reference.chosen().stopGradient());
    NDArray rejectedRatio = policy.rejected().sub(reference.rejected().stopGradient());
    NDArray kept = Masks.keep(rejectedRatio, rejectedMask);
    NDArray logits = Scalars.times(kept.sub(chosenRatio.expandDims(1)), beta);
    // The greatest of the logits that count, a constant that cancels; 0 where none counts.
    NDArray fixed = logits.stopGradient();
    NDArray least = fixed.onesLike().mul(Float.NEGATIVE_INFINITY);
    NDArray greatest = NDArrays.where(rejectedMask, fixed, least).max(CHOICES, true);
    NDArray some = greatest.neq(Float.NEGATIVE_INFINITY);
    NDArray highest = Masks.keep(greatest, some);
    NDArray terms = Masks.keep(Masks.keep(logits.sub(highest), rejectedMask).exp(), rejectedMask);
    // By the logarithm of the sum, so that a loss near 0 keeps its digits.
    NDArray sum = NDArrays.where(some, terms.sum(CHOICES, true), highest.onesLike());
    NDArray losses = Activation.softPlus(sum.log().add(highest));
    return Masks.keep(losses, some).squeeze(1);
  }
}
