package org.temper.algorithms.feedback;

import java.util.List;
import org.temper.algorithms.metrics.Metric;

/**
 * Metrics of {@link FeedbackTrainer}: how a model predicts feedback and next items, before the
 * update. An evaluation gives all but the gradient's norm and the learning rate.
 */
public final class FeedbackMetrics {
  /** What is descended. */
  public static final Metric LOSS =
      Metric.loss(
          "", "nextItemWeight · `nll` + `squared_error` + `expectile_loss`, without what is NaN");

  /** Negative log-likelihood of next items. */
  public static final Metric NLL =
      Metric.sum("nll", "nats per token", "−log π of the next item, mean over all scored tokens");

  /** Error of the feedback. */
  public static final Metric SQUARED_ERROR =
      Metric.sum(
          "squared_error",
          "squared rewards",
          "(r − r̂)², mean over the tokens with a known reward; NaN if there are none");

  /** Share of the rewards' variance that the feedback explains. */
  public static final Metric EXPLAINED_VARIANCE =
      Metric.last(
          "explained_variance",
          "share",
          "1 − `squared_error` / variance of the known rewards: 0 for always saying their mean,"
              + " below 0 for worse; NaN if they do not vary");

  /** Loss of the values. */
  public static final Metric EXPECTILE_LOSS =
      Metric.sum(
          "expectile_loss",
          "squared rewards",
          "sum over the model's values of their mean expectile loss; NaN if no reward is known");

  /** How many tokens were scored. */
  public static final Metric TOKENS =
      Metric.sum("scored_tokens", "tokens per update", "scored tokens");

  /** How many of them have a known reward. */
  public static final Metric KNOWN_REWARDS =
      Metric.sum("known_rewards", "tokens per update", "those with a known reward");

  /** All of them, in the order in which they are written. */
  public static final List<Metric> ALL =
      Metric.ofUpdate(
          LOSS, NLL, SQUARED_ERROR, EXPLAINED_VARIANCE, EXPECTILE_LOSS, TOKENS, KNOWN_REWARDS);

  private FeedbackMetrics() {}
}
