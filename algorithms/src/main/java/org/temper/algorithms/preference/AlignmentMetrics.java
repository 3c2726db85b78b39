package org.temper.algorithms.preference;

import java.util.List;
import org.temper.algorithms.metrics.Metric;

/** Metrics of {@link AlignmentTrainer}. */
public final class AlignmentMetrics {
  /** The loss. */
  public static final Metric LOSS =
      Metric.loss(
          "nats",
          "the pairs' objective, and beside it `next_token_loss` times its weight, before the"
              + " update");

  /** The loss of the logged tokens. */
  public static final Metric NEXT_TOKEN_LOSS =
      Metric.sum("next_token_loss", "nats per token", "−log π of the logged tokens");

  /** All of them, in the order in which they are written. */
  public static final List<Metric> ALL =
      Metric.ofUpdate(
          LOSS,
          NEXT_TOKEN_LOSS,
          PreferenceMetrics.CHOSEN_REWARD,
          PreferenceMetrics.REJECTED_REWARD,
          PreferenceMetrics.MARGIN,
          PreferenceMetrics.ACCURACY,
          PreferenceMetrics.CHOSEN_LOG_PROB,
          PreferenceMetrics.REJECTED_LOG_PROB);

  private AlignmentMetrics() {}
}
