package org.temper.algorithms.preference;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.losses.PreferenceLosses;

/**
 * Identity preference optimization, averaged over the pairs of a preference.
 *
 * <p>Source: Azar et al. 2023, "A General Theoretical Paradigm to Understand Learning from Human
 * Preferences", equation 17, https://arxiv.org/abs/2310.12036.
 *
 * @param tau strength of the pull to the reference, above 0
 */
record IpoObjective(double tau) implements PreferenceObjective {

  IpoObjective {
    checkArgument(
        tau > 0 && Double.isFinite(tau), "tau: expected a finite number above 0, got %s", tau);
  }

  @Override
  public NDArray losses(ComparedLogProbs preferences) {
    return preferences.meanOverPairs(
        PreferenceLosses.ipo(preferences.policyPairs(), preferences.referencePairs(), tau));
  }

  @Override
  public double rewardScale() {
    return tau;
  }

  @Override
  public Map<String, ?> settings() {
    return ImmutableMap.of("objective", "ipo", "tau", tau);
  }
}
