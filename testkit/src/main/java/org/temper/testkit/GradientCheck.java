package org.temper.testkit;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.UnaryOperator;

/**
 * A comparison of gradients with central finite differences.
 *
 * <pre>|g − (f(x + h) − f(x − h)) / 2h| ≤ tolerance · max(1, |g|), with h = step · max(1, |x|)
 * </pre>
 *
 * @param type the type in which the function is computed, FLOAT32 or FLOAT64
 * @param step relative step, above 0
 * @param tolerance what the two may differ by, above 0: absolute below 1, relative above
 */
public record GradientCheck(DataType type, double step, double tolerance) {

  /** Checks the numbers. */
  public GradientCheck {
    checkArgument(
        type == DataType.FLOAT32 || type == DataType.FLOAT64,
        "type: expected float32 or float64, got %s",
        type);
    checkArgument(step > 0, "step: expected a positive number, got %s", step);
    checkArgument(tolerance > 0, "tolerance: expected a positive number, got %s", tolerance);
  }

  /**
   * A check in double precision: steps of 1e-6, tolerance 1e-6.
   *
   * @return the check
   */
  public static GradientCheck float64() {
    return new GradientCheck(DataType.FLOAT64, 1e-6, 1e-6);
  }

  /**
   * A check in single precision: steps of 1e-2, tolerance 1e-2.
   *
   * @return the check
   */
  public static GradientCheck float32() {
    return new GradientCheck(DataType.FLOAT32, 1e-2, 1e-2);
  }

  /**
   * Checks a function at a point where it is smooth.
   *
   * @param function from an array of this check's type and the point's shape to a scalar
   * @param shape the point's shape
   * @param point the point, row-major
   * @throws AssertionError if a component of the gradient is off, naming the worst
   * @throws IllegalArgumentException if the shape does not hold the point, or the function's result
   *     is not a scalar
   */
  public void check(UnaryOperator<NDArray> function, Shape shape, double... point) {
    checkArgument(
        shape.size() == point.length, "point: expected %s values, got %s", shape, point.length);
    double[] gradient = gradient(function, shape, point);
    int worst = -1;
    double worstExcess = 0;
    double worstDifference = 0;
    for (int i = 0; i < point.length; i++) {
      double difference = difference(function, shape, point, i);
      double excess =
          Math.abs(gradient[i] - difference) / (tolerance * Math.max(1, Math.abs(gradient[i])));
      // Written so that NaN is an excess too.
      if (!(excess <= 1) && !(excess < worstExcess)) {
        worst = i;
        worstExcess = excess;
        worstDifference = difference;
      }
    }
    if (worst >= 0) {
      throw new AssertionError(
          "gradient["
              + worst
              + "] at "
              + point[worst]
              + ": expected "
              + worstDifference
              + " by finite differences, got "
              + gradient[worst]);
    }
  }

  /** The gradient of a function at a point, by the engine. */
  double[] gradient(UnaryOperator<NDArray> function, Shape shape, double... point) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray variable = array(manager, shape, point);
      variable.setRequiresGradient(true);
      try (Recording recording = Recording.start()) {
        recording.backward(function.apply(variable));
      }
      return HostArrays.gradient(variable);
    }
  }

  private double difference(
      UnaryOperator<NDArray> function, Shape shape, double[] point, int index) {
    double distance = step * Math.max(1, Math.abs(point[index]));
    double[] moved = point.clone();
    moved[index] = point[index] + distance;
    double above = value(function, shape, moved);
    double upper = rounded(moved[index]);
    moved[index] = point[index] - distance;
    double below = value(function, shape, moved);
    // What the function saw, not what was meant: in single precision these differ.
    return (above - below) / (upper - rounded(moved[index]));
  }

  private double rounded(double number) {
    return type == DataType.FLOAT32 ? (float) number : number;
  }

  private double value(UnaryOperator<NDArray> function, Shape shape, double[] point) {
    try (NDManager manager = NDManager.newBaseManager()) {
      return HostArrays.doubles(function.apply(array(manager, shape, point)))[0];
    }
  }

  private NDArray array(NDManager manager, Shape shape, double[] point) {
    return manager.create(point, shape).toType(type, true);
  }
}
