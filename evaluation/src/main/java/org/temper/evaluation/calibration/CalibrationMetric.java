package org.temper.evaluation.calibration;

import java.util.function.ToDoubleFunction;

/**
 * A metric of confidences, by name.
 *
 * @param name such as {@code ece.15.guo}
 * @param definition what it is, for people to read
 * @param function how it is measured
 */
public record CalibrationMetric(
    String name, String definition, ToDoubleFunction<CalibrationData> function) {

  /**
   * The metric's value.
   *
   * @param data at least one point
   * @return the value; NaN where the metric is not defined on the data
   * @throws IllegalArgumentException if there is no point
   */
  public double of(CalibrationData data) {
    data.checkPoints();
    return function.applyAsDouble(data);
  }
}
