package org.temper.algorithms.sft;

import java.util.List;
import org.temper.algorithms.metrics.Metric;

/** Metrics of {@link SftTrainer}. An evaluation gives the loss alone. */
public final class SftMetrics {
  /** Negative log-likelihood, before the update. */
  public static final Metric LOSS =
      Metric.loss(
          "nats per token",
          "−(1/N) Σ log π(token given those before it), over the N scored tokens: those that the"
              + " completion mask shows, without the first token of a sequence");

  /** Tokens that the loss looked at. */
  public static final Metric SCORED_TOKENS = Metric.sum("scored_tokens", "tokens per update", "N");

  /** Real tokens. */
  public static final Metric TOKENS =
      Metric.sum(
          "tokens",
          "tokens per update",
          "real tokens that went through the model, prompts included, padding not");

  /** All of them, in the order in which they are written. */
  public static final List<Metric> ALL = Metric.ofUpdate(LOSS, SCORED_TOKENS, TOKENS);

  private SftMetrics() {}
}
