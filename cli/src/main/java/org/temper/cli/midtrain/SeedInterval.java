package org.temper.cli.midtrain;

import java.util.Locale;
import org.temper.algorithms.run.Summary;
import org.temper.evaluation.ranking.Spread;

/**
 * A mean over seeds with its 95 % confidence interval by Student's t.
 *
 * @param mean the mean
 * @param lower the lower end; the mean itself where there is one seed
 * @param upper the upper end; the mean itself where there is one seed
 */
record SeedInterval(double mean, double lower, double upper) {
  /** The 97.5 % quantiles of Student's t by degrees of freedom, from 1. */
  private static final double[] QUANTILES = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042
  };

  private static final double NORMAL = 1.960;

  static SeedInterval of(double... values) {
    Spread spread = Spread.of(values);
    int freedom = values.length - 1;
    if (freedom == 0) {
      return new SeedInterval(spread.mean(), spread.mean(), spread.mean());
    }
    double quantile = freedom <= QUANTILES.length ? QUANTILES[freedom - 1] : NORMAL;
    double half = quantile * spread.deviation() / Math.sqrt(values.length);
    return new SeedInterval(spread.mean(), spread.mean() - half, spread.mean() + half);
  }

  void put(Summary summary, String stage, String figure) {
    summary.put(stage, figure, mean);
    summary.put(stage, figure + ".low", lower);
    summary.put(stage, figure + ".high", upper);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.4f [%.4f, %.4f]", mean, lower, upper);
  }
}
