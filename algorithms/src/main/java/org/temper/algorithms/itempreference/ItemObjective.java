package org.temper.algorithms.itempreference;

import ai.djl.ndarray.NDArray;
import org.temper.losses.PolicyChoices;
import org.temper.losses.ReferenceChoices;

/** What preference optimization of items descends: DPO, IPO or S-DPO. */
public interface ItemObjective {

  /**
   * The loss of each place.
   *
   * @param policy log-probabilities under the policy, [P] and [P, C]
   * @param reference log-probabilities under the reference, [P] and [P, C]
   * @param rejectedMask true for each rejected item that counts, boolean [P, C]
   * @return [P], unreduced; finite where no rejected item counts
   */
  NDArray losses(PolicyChoices policy, ReferenceChoices reference, NDArray rejectedMask);

  /**
   * Direct preference optimization: the chosen item against each rejected one, averaged over the
   * pairs of a place.
   *
   * @param beta strength of the pull to the reference, above 0
   * @return the objective
   * @throws IllegalArgumentException if {@code beta} is not positive and finite
   */
  static ItemObjective dpo(double beta) {
    return new PairwiseSigmoid(beta);
  }

  /**
   * Identity preference optimization: draws each pair's margin to 1 / (2 tau), averaged over the
   * pairs of a place.
   *
   * @param tau strength of the pull to the reference, above 0
   * @return the objective
   * @throws IllegalArgumentException if {@code tau} is not positive and finite
   */
  static ItemObjective ipo(double tau) {
    return new PairwiseIdentity(tau);
  }

  /**
   * Softmax DPO: the chosen item against all rejected ones at once.
   *
   * @param beta strength of the pull to the reference, above 0
   * @return the objective
   * @throws IllegalArgumentException if {@code beta} is not positive and finite
   */
  static ItemObjective sDpo(double beta) {
    return new SoftmaxPreference(beta);
  }
}
