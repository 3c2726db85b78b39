package org.temper.algorithms.preference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import java.util.Optional;
import org.temper.losses.PolicyChoices;
import org.temper.losses.PolicyPair;
import org.temper.losses.ReferenceChoices;
import org.temper.losses.ReferencePair;

/**
 * Log-probabilities of P preferences of one chosen against C rejected completions or items, sums
 * over a completion's tokens in nats. Pairs of texts have C = 1.
 *
 * @param policy under the policy in training, [P] and [P, C]; gradients flow into them
 * @param reference under the reference, [P] and [P, C]; empty where the loss looks at none
 * @param rejectedMask true for each rejected one that counts, boolean [P, C]
 * @param chosenTokens tokens of each chosen completion, float32 [P]; 1 for items
 * @param rejectedTokens tokens of each rejected completion, float32 [P, C]; 1 for items
 */
public record ComparedLogProbs(
    PolicyChoices policy,
    Optional<ReferenceChoices> reference,
    NDArray rejectedMask,
    NDArray chosenTokens,
    NDArray rejectedTokens) {
  private static final int[] REJECTED = {1};

  /**
   * The P·C pairs of a chosen and a rejected one, under the policy.
   *
   * @return [P·C] each
   */
  public PolicyPair policyPairs() {
    return new PolicyPair(
        repeated(policy.chosen(), policy.rejected()), policy.rejected().flatten());
  }

  /**
   * The same pairs under the reference.
   *
   * @return [P·C] each
   * @throws java.util.NoSuchElementException if there is no reference
   */
  public ReferencePair referencePairs() {
    ReferenceChoices choices = reference.orElseThrow();
    return new ReferencePair(
        repeated(choices.chosen(), choices.rejected()), choices.rejected().flatten());
  }

  private static NDArray repeated(NDArray chosen, NDArray rejected) {
    return chosen.expandDims(1).broadcast(rejected.getShape()).flatten();
  }

  /**
   * Means over the pairs of each preference that count.
   *
   * @param pairLosses the losses of the pairs, [P·C]
   * @return [P]; 0 where no rejected one counts
   */
  public NDArray meanOverPairs(NDArray pairLosses) {
    NDArray ofPreferences = pairLosses.reshape(rejectedMask.getShape());
    NDArray none = ofPreferences.zerosLike();
    NDArray counts =
        NDArrays.where(rejectedMask, ofPreferences.stopGradient().onesLike(), none).sum(REJECTED);
    return NDArrays.where(rejectedMask, ofPreferences, none).sum(REJECTED).div(counts.maximum(1));
  }
}
