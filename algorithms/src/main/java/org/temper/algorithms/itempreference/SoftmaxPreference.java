package org.temper.algorithms.itempreference;

import ai.djl.ndarray.NDArray;
import org.temper.losses.PolicyChoices;
import org.temper.losses.PreferenceLosses;
import org.temper.losses.ReferenceChoices;

/**
 * S-DPO.
 *
 * <p>Source: Chen et al. 2024, "On Softmax Direct Preference Optimization for Recommendation",
 * equation 11.
 *
 * @param beta strength of the pull to the reference, above 0
 */
public record SoftmaxPreference(double beta) implements ItemObjective {

  /** Checks the number. */
  public SoftmaxPreference {
    Pairs.checkPositive("beta", beta);
  }

  @Override
  public NDArray losses(PolicyChoices policy, ReferenceChoices reference, NDArray rejectedMask) {
    return PreferenceLosses.softmax(policy, reference, rejectedMask, beta);
  }
}
