package org.temper.algorithms.reward;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * How a reward model predicts labels.
 *
 * @param loss squared error, mean over the sequences
 * @param explainedVariance 1 − loss / variance of the labels: 0 for always saying their mean, below
 *     0 for worse; NaN where they do not vary
 * @param meanReward mean reward
 * @param meanLabel mean label
 */
public record LabelScores(
    double loss, double explainedVariance, double meanReward, double meanLabel) {

  /**
   * The figures by the names that {@code metrics.jsonl} uses.
   *
   * @return names in lower snake case
   */
  public Map<String, Double> toMap() {
    return ImmutableMap.<String, Double>builder()
        .put("loss", loss)
        .put("explained_variance", explainedVariance)
        .put("mean_reward", meanReward)
        .put("mean_label", meanLabel)
        .buildOrThrow();
  }
}
