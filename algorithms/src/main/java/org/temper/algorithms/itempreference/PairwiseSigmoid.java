package org.temper.algorithms.itempreference;

import ai.djl.ndarray.NDArray;
import org.temper.losses.PolicyChoices;
import org.temper.losses.PreferenceLosses;
import org.temper.losses.ReferenceChoices;

/**
 * DPO.
 *
 * <p>Source: Rafailov et al. 2023, "Direct Preference Optimization", equation 7.
 *
 * @param beta strength of the pull to the reference, above 0
 */
public record PairwiseSigmoid(double beta) implements ItemObjective {

  /** Checks the number. */
  public PairwiseSigmoid {
    Pairs.checkPositive("beta", beta);
  }

  @Override
  public NDArray losses(PolicyChoices policy, ReferenceChoices reference, NDArray rejectedMask) {
    return Pairs.meanOverPairs(
        PreferenceLosses.dpo(Pairs.of(policy), Pairs.of(reference), beta, 0), rejectedMask);
  }
}
