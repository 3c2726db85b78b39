package org.temper.algorithms.reward;

import java.util.List;
import org.temper.algorithms.metrics.Metric;

/**
 * Metrics of {@link LabelTrainer}: how a model predicts labels, before the update, with r a reward.
 * An evaluation gives all but the gradient's norm and the learning rate.
 */
public final class LabelMetrics {
  /** What is descended. */
  public static final Metric LOSS =
      Metric.loss("squared labels", "(r − label)², mean over the sequences of the update");

  /** Share of the labels' variance that the rewards explain. */
  public static final Metric EXPLAINED_VARIANCE =
      Metric.last(
          "explained_variance",
          "share",
          "1 − `loss` / variance of the labels: 0 for always saying their mean, below 0 for worse;"
              + " NaN if they do not vary");

  /** Rewards. */
  public static final Metric MEAN_REWARD = Metric.mean("mean_reward", "labels", "mean of r");

  /** Labels. */
  public static final Metric MEAN_LABEL = Metric.mean("mean_label", "labels", "mean of the labels");

  /** All of them, in the order in which they are written. */
  public static final List<Metric> ALL =
      Metric.ofUpdate(LOSS, EXPLAINED_VARIANCE, MEAN_REWARD, MEAN_LABEL);

  private LabelMetrics() {}
}
