package org.temper.algorithms.preference;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.losses.PreferenceLosses;

/**
 * Direct preference optimization, averaged over the pairs of a preference; with label smoothing,
 * conservative DPO.
 *
 * <p>Sources: Rafailov et al. 2023, "Direct Preference Optimization: Your Language Model is
 * Secretly a Reward Model", equation 7, https://arxiv.org/abs/2305.18290; Mitchell 2023, "A note on
 * DPO with noisy preferences &amp; relationship to IPO".
 *
 * @param beta strength of the pull to the reference, above 0
 * @param labelSmoothing the probability that a label is the wrong way round, in [0, 0.5)
 */
record DpoObjective(double beta, double labelSmoothing) implements PreferenceObjective {

  DpoObjective {
    checkArgument(
        beta > 0 && Double.isFinite(beta), "beta: expected a finite number above 0, got %s", beta);
    checkArgument(
        labelSmoothing >= 0 && labelSmoothing < 0.5,
        "labelSmoothing: expected at least 0 and below 0.5, got %s",
        labelSmoothing);
  }

  @Override
  public NDArray losses(ComparedLogProbs preferences) {
    return preferences.meanOverPairs(
        PreferenceLosses.dpo(
            preferences.policyPairs(), preferences.referencePairs(), beta, labelSmoothing));
  }

  @Override
  public double rewardScale() {
    return beta;
  }

  @Override
  public Map<String, ?> settings() {
    return ImmutableMap.of("objective", "dpo", "beta", beta, "label_smoothing", labelSmoothing);
  }
}
