package org.temper.evaluation.bootstrap;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.temper.api.Seeds;

/**
 * The percentile bootstrap: a value is measured anew on samples that are drawn, with replacement,
 * from the sample at hand, and the interval holds most of these values.
 *
 * @param resamples how often samples are drawn, at least 100; 1,000 or more to report
 * @param confidence the share of the values that lie in the interval, above 0 and below 1
 * @param seed decides the draws
 */
public record Bootstrap(int resamples, double confidence, long seed) {
  private static final int LEAST_RESAMPLES = 100;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Bootstrap {
    checkArgument(
        resamples >= LEAST_RESAMPLES,
        "resamples: expected at least %s, got %s",
        LEAST_RESAMPLES,
        resamples);
    checkArgument(
        confidence > 0 && confidence < 1,
        "confidence: expected above 0 and below 1, got %s",
        confidence);
  }

  /**
   * The usual: 2,000 resamples, 95 %.
   *
   * @param seed decides the draws
   * @return the bootstrap
   */
  public static Bootstrap of(long seed) {
    return new Bootstrap(2000, 0.95, seed);
  }

  /**
   * The interval of a value. A sample on which the value is not defined, such as the mean of a
   * group without members, is drawn again.
   *
   * @param estimate the value of the sample at hand
   * @param purpose what is drawn: other purposes have other draws
   * @param resampled draws a sample and measures it; NaN where the value is not defined
   * @return the interval; both ends are NaN where the estimate is
   */
  public BootstrapInterval interval(
      double estimate, String purpose, ToDoubleFunction<SplittableRandom> resampled) {
    if (Double.isNaN(estimate)) {
      return new BootstrapInterval(estimate, estimate, estimate);
    }
    SplittableRandom random = Seeds.random(seed, purpose);
    double[] values = new double[resamples];
    for (int i = 0; i < resamples; i++) {
      do {
        values[i] = resampled.applyAsDouble(random);
      } while (Double.isNaN(values[i]));
    }
    Arrays.sort(values);
    return new BootstrapInterval(
        estimate,
        percentile(values, (1 - confidence) / 2),
        percentile(values, (1 + confidence) / 2));
  }

  /**
   * A sample of as many as there are, drawn with replacement.
   *
   * @param count how many there are
   * @param random makes the draws
   * @return how often each was drawn
   */
  public static int[] drawn(int count, SplittableRandom random) {
    int[] times = new int[count];
    for (int i = 0; i < count; i++) {
      times[(int) (Seeds.uniform(random) * count)]++;
    }
    return times;
  }

  /** Between the two nearest values, in proportion. */
  private static double percentile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
