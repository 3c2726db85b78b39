package org.temper.evaluation.calibration;

import static com.google.common.base.Preconditions.checkArgument;

import org.temper.evaluation.bootstrap.Bootstrap;
import org.temper.evaluation.bootstrap.BootstrapInterval;

/**
 * Intervals of calibration metrics, by drawing points anew. Calibration errors are biased upwards
 * on few points, and on drawn ones more so: the interval of a small error may lie above its
 * estimate, and a difference of two is the better thing to report.
 */
public final class CalibrationBootstrap {
  private static final String DRAWS = "calibration-bootstrap";

  private CalibrationBootstrap() {}

  /**
   * The interval of a metric.
   *
   * @param bootstrap how often, which share, and the seed
   * @param data at least one point
   * @param metric the metric
   * @return the interval; NaN where the metric is not defined on the data. A drawn sample on which
   *     it is not is drawn again
   * @throws IllegalArgumentException if there is no point
   */
  public static BootstrapInterval interval(
      Bootstrap bootstrap, CalibrationData data, CalibrationMetric metric) {
    return bootstrap.interval(
        metric.of(data),
        DRAWS,
        random -> metric.of(data.repeated(Bootstrap.drawn(data.size(), random))));
  }

  /**
   * The interval of a metric's difference between two confidences of the same answers, such as
   * before and after recalibration: both are measured on the same draws.
   *
   * @param bootstrap how often, which share, and the seed
   * @param first the points with one confidence, at least one
   * @param second the same points, in the same order, with the other
   * @param metric the metric
   * @return first less second; NaN where the metric is not defined on one of them
   * @throws IllegalArgumentException if there is no point, or the two have different numbers of
   *     them
   */
  public static BootstrapInterval difference(
      Bootstrap bootstrap,
      CalibrationData first,
      CalibrationData second,
      CalibrationMetric metric) {
    checkArgument(
        first.size() == second.size(),
        "second: expected the same %s points, got %s",
        first.size(),
        second.size());
    return bootstrap.interval(
        metric.of(first) - metric.of(second),
        DRAWS,
        random -> {
          int[] times = Bootstrap.drawn(first.size(), random);
          return metric.of(first.repeated(times)) - metric.of(second.repeated(times));
        });
  }
}
