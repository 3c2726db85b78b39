package org.temper.algorithms.itempreference;

import ai.djl.ndarray.NDArray;
import org.temper.losses.PolicyChoices;
import org.temper.losses.PreferenceLosses;
import org.temper.losses.ReferenceChoices;

/**
 * IPO.
 *
 * <p>Source: Azar et al. 2023, "A General Theoretical Paradigm to Understand Learning from Human
 * Preferences", equation 17.
 *
 * @param tau strength of the pull to the reference, above 0
 */
public record PairwiseIdentity(double tau) implements ItemObjective {

  /** Checks the number. */
  public PairwiseIdentity {
    Pairs.checkPositive("tau", tau);
  }

  @Override
  public NDArray losses(PolicyChoices policy, ReferenceChoices reference, NDArray rejectedMask) {
    return Pairs.meanOverPairs(
        PreferenceLosses.ipo(Pairs.of(policy), Pairs.of(reference), tau), rejectedMask);
  }
}
