package org.temper.algorithms.ppo;

import com.google.common.collect.ImmutableList;
import com.google.common.math.StatsAccumulator;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.policygradient.EpisodeTable;
import org.temper.algorithms.policygradient.EpisodeTable.Column;
import org.temper.algorithms.policygradient.PolicyMetrics;
import org.temper.losses.arrays.Rounding;

/** Metrics of {@link PpoTrainer}: {@link PolicyMetrics}, and how good the values were. */
public final class PpoMetrics {
  /** How far values are from returns. */
  public static final Metric VALUE_LOSS =
      Metric.mean(
          "value_loss",
          "squared rewards",
          "mean over the updates of the value loss, without its coefficient");

  /** Whether values are of use. */
  public static final Metric EXPLAINED_VARIANCE =
      Metric.last(
          "explained_variance",
          "share",
          "1 − Var(return − value) / Var(return) over the tokens, before the first update: 1 for"
              + " perfect values, 0 for any constant; 0 where returns do not vary");

  /** What is expected. */
  public static final Metric VALUE_MEAN =
      Metric.last("value_mean", "rewards", "mean value over the tokens, before the first update");

  /** Those of the value model, which a group method has not. */
  public static final ImmutableList<Metric> OF_VALUES =
      ImmutableList.of(VALUE_LOSS, EXPLAINED_VARIANCE, VALUE_MEAN);

  /** All of them, in the order in which they are written. */
  public static final ImmutableList<Metric> ALL =
      ImmutableList.<Metric>builder().addAll(PolicyMetrics.ALL).addAll(OF_VALUES).build();

  private PpoMetrics() {}

  /** Adds how good the values are before the first update. */
  static void addValues(MetricTally tally, EpisodeTable episodes) {
    StatsAccumulator errors = new StatsAccumulator();
    StatsAccumulator targets = new StatsAccumulator();
    StatsAccumulator estimates = new StatsAccumulator();
    float[][] values = episodes.column(Column.VALUES);
    float[][] returns = episodes.column(Column.RETURNS);
    for (int row = 0; row < values.length; row++) {
      boolean[] own = episodes.rows().get(row).sequence().completion();
      // The first token of a sequence is never scored.
      for (int t = 1; t < own.length; t++) {
        if (own[t]) {
          errors.add(returns[row][t] - values[row][t]);
          targets.add(returns[row][t]);
          estimates.add(values[row][t]);
        }
      }
    }
    double variance = targets.populationVariance();
    double largest = Math.max(Math.abs(targets.min()), Math.abs(targets.max()));
    boolean alike = Rounding.alike(Math.sqrt(variance), largest);
    tally.add(EXPLAINED_VARIANCE, alike ? 0 : 1 - errors.populationVariance() / variance);
    tally.add(VALUE_MEAN, estimates.mean());
  }
}
