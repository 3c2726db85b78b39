package org.temper.losses;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;

/** Losses on pairs of completions of which one is preferred. */
public final class PreferenceLosses {
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
    NDArray asLabelled = LogSigmoid.logSigmoid(logit).neg();
    if (labelSmoothing == 0) {
      return asLabelled;
    }
    NDArray otherwise = LogSigmoid.logSigmoid(logit.neg()).neg();
    return Scalars.times(asLabelled, 1 - labelSmoothing)
        .add(Scalars.times(otherwise, labelSmoothing));
  }
}
