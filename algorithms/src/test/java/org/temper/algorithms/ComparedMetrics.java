package org.temper.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.temper.algorithms.metrics.Metrics;

/** Metrics of one update against those of another. */
public final class ComparedMetrics {
  private ComparedMetrics() {}

  /**
   * Compares by name.
   *
   * @param actual each of these must be among the others
   * @param expected what they should be
   * @param tolerance the most by which one may differ
   */
  public static void assertClose(Metrics actual, Metrics expected, double tolerance) {
    actual
        .toMap()
        .forEach(
            (name, value) ->
                assertThat(value)
                    .as(name)
                    .isCloseTo(expected.toMap().getOrDefault(name, Double.NaN), within(tolerance)));
  }
}
