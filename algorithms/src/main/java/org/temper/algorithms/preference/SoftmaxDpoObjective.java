package org.temper.algorithms.preference;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.losses.PreferenceLosses;

/**
 * Softmax DPO, S-DPO: the chosen one against all rejected ones at once.
 *
 * <p>Source: Chen et al. 2024, "On Softmax Direct Preference Optimization for Recommendation",
 * equation 11, https://arxiv.org/abs/2406.09215.
 *
 * @param beta strength of the pull to the reference, above 0
 */
record SoftmaxDpoObjective(double beta) implements PreferenceObjective {

  SoftmaxDpoObjective {
    checkArgument(
        beta > 0 && Double.isFinite(beta), "beta: expected a finite number above 0, got %s", beta);
  }

  @Override
  public NDArray losses(ComparedLogProbs preferences) {
    return PreferenceLosses.softmax(
        preferences.policy(),
        preferences.reference().orElseThrow(),
        preferences.rejectedMask(),
        beta);
  }

  @Override
  public double rewardScale() {
    return beta;
  }

  @Override
  public Map<String, ?> settings() {
    return ImmutableMap.of("objective", "s-dpo", "beta", beta);
  }
}
