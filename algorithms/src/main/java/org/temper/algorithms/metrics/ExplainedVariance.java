package org.temper.algorithms.metrics;

import org.temper.losses.arrays.Rounding;

/**
 * The share of the targets' variance that predictions explain: 1 − squared error / variance. It is
 * 0 for always saying their mean, and below 0 for worse.
 */
public final class ExplainedVariance {
  private final double variance;

  private ExplainedVariance(double variance) {
    this.variance = variance;
  }

  /**
   * The share of given targets.
   *
   * @param targets what is predicted
   * @return the share, by a squared error
   */
  public static ExplainedVariance of(double[] targets) {
    double sum = 0;
    for (double target : targets) {
      sum += target;
    }
    double mean = sum / targets.length;
    double squares = 0;
    double largest = 0;
    for (double target : targets) {
      squares += (target - mean) * (target - mean);
      largest = Math.max(largest, Math.abs(target));
    }
    double variance = squares / targets.length;
    boolean alike = Rounding.alike(Math.sqrt(variance), largest);
    return new ExplainedVariance(alike ? 0 : variance);
  }

  /**
   * The share that predictions of some error explain.
   *
   * @param squaredError (prediction − target)², mean over the targets
   * @return at most 1; NaN where the targets do not vary, but for rounding to float32
   */
  public double at(double squaredError) {
    return variance > 0 ? 1 - squaredError / variance : Double.NaN;
  }
}
