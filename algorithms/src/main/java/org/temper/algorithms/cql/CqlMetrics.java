package org.temper.algorithms.cql;

import java.util.List;
import org.temper.algorithms.logged.LoggedMetrics;
import org.temper.algorithms.metrics.Metric;

/**
 * Metrics of {@link CqlTrainer}: means over the tokens that are scored and have a known reward r,
 * before the update, with Q = V + beta · log π. An evaluation gives all but the gradient's norm and
 * the learning rate.
 */
public final class CqlMetrics {
  /** What is descended. */
  public static final Metric LOSS =
      Metric.loss("squared rewards", "½ · `squared_error` + alpha · `gap`");

  /** Error of the action values. */
  public static final Metric SQUARED_ERROR =
      Metric.mean("squared_error", "squared rewards", "(Q − r)²");

  /** What the conservative term holds down. */
  public static final Metric GAP =
      Metric.mean(
          "gap",
          "rewards",
          "−beta · log π: by how much the soft maximum over all items exceeds the logged one's Q");

  /** Action values. */
  public static final Metric ACTION_VALUE =
      Metric.mean("action_value", "rewards", "Q of the logged items");

  /** Rewards. */
  public static final Metric REWARD = Metric.mean("reward", "rewards", "r");

  /** How many tokens there were. */
  public static final Metric TOKENS = LoggedMetrics.TOKENS;

  /** How many more were scored but left out. */
  public static final Metric UNKNOWN_REWARDS = LoggedMetrics.UNKNOWN_REWARDS;

  /** All of them, in the order in which they are written. */
  public static final List<Metric> ALL =
      Metric.ofUpdate(LOSS, SQUARED_ERROR, GAP, ACTION_VALUE, REWARD, TOKENS, UNKNOWN_REWARDS);

  private CqlMetrics() {}
}
