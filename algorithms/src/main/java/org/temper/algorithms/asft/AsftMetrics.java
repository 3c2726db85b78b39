package org.temper.algorithms.asft;

import java.util.List;
import org.temper.algorithms.logged.LoggedMetrics;
import org.temper.algorithms.metrics.Metric;

/**
 * Metrics of {@link AsftTrainer}: how the policy fits weighted actions, before the update, and what
 * the weights are like. All are of the N tokens that are scored and have a known reward, with w a
 * token's weight and A its reward less its baseline. An evaluation gives all but the gradient's
 * norm and the learning rate.
 */
public final class AsftMetrics {
  /** What is descended. */
  public static final Metric LOSS =
      Metric.loss("nats per token, weighted", "Σ w · (−log π) / Σ w; 0 where every weight is 0");

  /** Negative log-likelihood. */
  public static final Metric NLL = Metric.mean("nll", "nats per token", "the plain mean of −log π");

  /** Effective sample size of the weights. */
  public static final Metric EFFECTIVE_SAMPLE_SHARE =
      Metric.last(
          "effective_sample_share",
          "share of tokens",
          "Kish's (Σ w)² / Σ w², divided by N: 1 where all weigh the same, 1/N where one token has"
              + " all the weight, 0 where every weight is 0");

  /** Largest weight. */
  public static final Metric MAX_WEIGHT = Metric.last("max_weight", "", "the largest w");

  /** Share of the weights that are cut off. */
  public static final Metric CAPPED_SHARE =
      Metric.mean(
          "capped_share",
          "share of tokens",
          "tokens whose w is the weighting's cap; 0 for a weighting without one");

  /** Advantages. */
  public static final Metric MEAN_ADVANTAGE =
      Metric.mean("mean_advantage", "rewards", "mean of A, before any whitening");

  /** How many tokens there were. */
  public static final Metric TOKENS = LoggedMetrics.TOKENS;

  /** How many more were scored but left out. */
  public static final Metric UNKNOWN_REWARDS = LoggedMetrics.UNKNOWN_REWARDS;

  /** All of them, in the order in which they are written. */
  public static final List<Metric> ALL =
      Metric.ofUpdate(
          LOSS,
          NLL,
          EFFECTIVE_SAMPLE_SHARE,
          MAX_WEIGHT,
          CAPPED_SHARE,
          MEAN_ADVANTAGE,
          TOKENS,
          UNKNOWN_REWARDS);

  private AsftMetrics() {}
}
