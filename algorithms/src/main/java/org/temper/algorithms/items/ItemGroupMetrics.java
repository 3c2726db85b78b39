package org.temper.algorithms.items;

import com.google.common.collect.ImmutableList;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.policygradient.UpdateMetrics;

/**
 * Metrics of {@link ItemGroupTrainer}, with π_old the policy that drew an iteration's N · G items,
 * in N positions.
 */
public final class ItemGroupMetrics {
  /** Of the optimizer updates. */
  public static final UpdateMetrics UPDATE =
      UpdateMetrics.of(
          "item", "per item", "mean over the iteration's optimizer updates of the loss per item");

  /** What was drawn is worth. */
  public static final Metric REWARD =
      Metric.mean(
          "reward",
          "unit of the reward",
          "mean reward of the items as they were drawn, without any penalty");

  /** Divergence from the reference. */
  public static final Metric KL =
      Metric.mean(
          "kl",
          "nats per item",
          "mean of log π_old − log π_ref: k1 of the policy that drew against the reference");

  /** An estimate of the entropy. */
  public static final Metric SURPRISE =
      Metric.mean("surprise", "nats per item", "mean of −log π_old: an estimate of the entropy");

  /** Groups that teach nothing by themselves. */
  public static final Metric GROUPS_WITHOUT_VARIANCE =
      Metric.mean(
          "groups_without_variance",
          "share of groups",
          "positions whose rewards are all the same, from which a group's own baseline learns"
              + " nothing");

  /** Groups. */
  public static final Metric POSITIONS = Metric.sum("positions", "positions per iteration", "N");

  /** The penalty's coefficient. */
  public static final Metric KL_COEFFICIENT =
      Metric.last("kl_coefficient", "", "what the penalty was multiplied by, where there is one");

  /** All of them, in the order in which they are written. */
  public static final ImmutableList<Metric> ALL =
      ImmutableList.of(
          UPDATE.loss(),
          REWARD,
          KL,
          SURPRISE,
          GROUPS_WITHOUT_VARIANCE,
          POSITIONS,
          KL_COEFFICIENT,
          UPDATE.approximateKl(),
          UPDATE.ratioMax(),
          UPDATE.clipLow(),
          UPDATE.clipHigh(),
          UPDATE.gradientNorm(),
          UPDATE.learningRate());

  private ItemGroupMetrics() {}
}
