package org.temper.algorithms.reward;

import java.util.List;
import org.temper.algorithms.metrics.Metric;

/**
 * Metrics of {@link RewardTrainer}: how a model ranks compared completions, before the update, with
 * r a reward. An evaluation gives all but the gradient's norm and the learning rate.
 */
public final class RewardMetrics {
  /** What is descended. */
  public static final Metric LOSS =
      Metric.loss(
          "nats per comparison",
          "−log σ(r(chosen) − r(rejected) − margin) plus the centering term, mean over each group's"
              + " comparisons and then over the groups of the update; log 2 = 0.693 where all"
              + " rewards are equal and there are no margins");

  /** Share of the comparisons that the model is right on. */
  public static final Metric ACCURACY =
      Metric.mean(
          "accuracy",
          "share of comparisons",
          "comparisons whose chosen completion has the larger reward; a tie is no success");

  /** By how much chosen completions lead. */
  public static final Metric MARGIN =
      Metric.mean("margin", "rewards", "r(chosen) − r(rejected), mean over the comparisons");

  /** Rewards. */
  public static final Metric MEAN_REWARD =
      Metric.mean("mean_reward", "rewards", "mean over the completions, each counted once");

  /** How far rewards vary. */
  public static final Metric REWARD_DEVIATION =
      Metric.deviation("reward_deviation", "rewards", "standard deviation over them");

  /** All of them, in the order in which they are written. */
  public static final List<Metric> ALL =
      Metric.ofUpdate(LOSS, ACCURACY, MARGIN, MEAN_REWARD, REWARD_DEVIATION);

  private RewardMetrics() {}
}
