package org.temper.algorithms.reward;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * How a reward model ranks compared completions.
 *
 * @param loss what {@link RewardTrainer} descends, mean over groups of the mean over each group's
 *     comparisons
 * @param accuracy share of the comparisons whose chosen completion has the larger reward; a tie is
 *     no success
 * @param margin reward of the chosen less that of the rejected completion, mean over the
 *     comparisons
 * @param meanReward mean reward of the completions, each counted once
 * @param rewardDeviation standard deviation of the same, over all of them
 */
public record RewardScores(
    double loss, double accuracy, double margin, double meanReward, double rewardDeviation) {

  /**
   * The figures by the names that {@code metrics.jsonl} uses.
   *
   * @return names in lower snake case
   */
  public Map<String, Double> toMap() {
    return ImmutableMap.<String, Double>builder()
        .put("loss", loss)
        .put("accuracy", accuracy)
        .put("margin", margin)
        .put("mean_reward", meanReward)
        .put("reward_deviation", rewardDeviation)
        .buildOrThrow();
  }
}
