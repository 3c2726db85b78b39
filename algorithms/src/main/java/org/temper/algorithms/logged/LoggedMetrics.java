package org.temper.algorithms.logged;

import org.temper.algorithms.metrics.Metric;

/** Metrics that trainers on logged feedback share. */
public final class LoggedMetrics {
  /** Tokens that were learned from. */
  public static final Metric TOKENS =
      Metric.sum("scored_tokens", "tokens per update", "N: scored tokens with a known reward");

  /** Tokens that were left out. */
  public static final Metric UNKNOWN_REWARDS =
      Metric.sum(
          "unknown_rewards",
          "tokens per update",
          "scored tokens left out because their reward is not known");

  private LoggedMetrics() {}
}
