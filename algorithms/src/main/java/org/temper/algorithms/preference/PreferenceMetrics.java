package org.temper.algorithms.preference;

import java.util.List;
import org.temper.algorithms.metrics.Metric;

/** Metrics of {@link PreferenceTrainer}, for pairs of texts and for items. */
public final class PreferenceMetrics {
  /** The loss of pairs of texts. */
  public static final Metric PAIR_LOSS =
      Metric.loss(
          "nats per pair",
          "the objective, before the update; of DPO −(1−ε) log σ(h) − ε log σ(−h), where h is the"
              + " pair's margin and ε the label smoothing: log 2 = 0.693 where policy and reference"
              + " are equal");

  /** Implicit reward of the chosen completions. */
  public static final Metric CHOSEN_REWARD =
      Metric.mean(
          "chosen_reward",
          "nats, times beta",
          "beta · (log π(y) − log π_ref(y)) of the chosen completions");

  /** Implicit reward of the rejected completions. */
  public static final Metric REJECTED_REWARD =
      Metric.mean("rejected_reward", "nats, times beta", "the same of the rejected ones");

  /** Difference of the two. */
  public static final Metric MARGIN =
      Metric.mean("margin", "nats, times beta", "`chosen_reward` − `rejected_reward`");

  /** Share of the pairs that are ranked as labeled. */
  public static final Metric ACCURACY =
      Metric.mean(
          "accuracy",
          "share of pairs",
          "pairs whose chosen one has the larger implicit reward; a tie is no success, so the first"
              + " update from a fresh reference shows 0");

  /** Log-probability of the chosen completions. */
  public static final Metric CHOSEN_LOG_PROB =
      Metric.mean(
          "chosen_log_prob",
          "nats per completion",
          "log π(y) of the chosen completions. It often falls in DPO even as the margin rises: the"
              + " loss sees differences alone");

  /** Log-probability of the rejected completions. */
  public static final Metric REJECTED_LOG_PROB =
      Metric.mean("rejected_log_prob", "nats per completion", "the same of the rejected ones");

  /** The loss of items. */
  public static final Metric ITEM_LOSS =
      Metric.loss("per position", "the objective, mean over the positions with a preference");

  /** Margin of items. */
  public static final Metric ITEM_MARGIN =
      Metric.mean(
          "margin",
          "nats",
          "Δ of the chosen item less Δ of the rejected one, mean over the pairs, where Δ = log π −"
              + " log π_ref");

  /** Shift of the chosen items. */
  public static final Metric CHOSEN_SHIFT =
      Metric.mean("chosen_shift", "nats", "Δ of the chosen items, mean over the positions");

  /** Shift of the rejected items. */
  public static final Metric REJECTED_SHIFT =
      Metric.mean("rejected_shift", "nats", "Δ of the rejected items, mean over the pairs");

  /** Positions with a preference. */
  public static final Metric POSITIONS =
      Metric.sum("positions", "per update", "positions with a preference");

  /** Pairs of a chosen and a rejected item. */
  public static final Metric PAIRS =
      Metric.sum("pairs", "per update", "pairs of a chosen and a rejected item");

  /** All of them for pairs of texts, in the order in which they are written. */
  public static final List<Metric> OF_TEXTS =
      Metric.ofUpdate(
          PAIR_LOSS,
          CHOSEN_REWARD,
          REJECTED_REWARD,
          MARGIN,
          ACCURACY,
          CHOSEN_LOG_PROB,
          REJECTED_LOG_PROB);

  /** All of them for items, in the order in which they are written. */
  public static final List<Metric> OF_ITEMS =
      Metric.ofUpdate(
          ITEM_LOSS, ACCURACY, ITEM_MARGIN, CHOSEN_SHIFT, REJECTED_SHIFT, POSITIONS, PAIRS);

  private PreferenceMetrics() {}
}
