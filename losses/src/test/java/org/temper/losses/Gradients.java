package org.temper.losses;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Gradients of functions to scalars, by automatic differentiation. */
public final class Gradients {
  private Gradients() {}

  /** The gradient of {@code function} at {@code point}, flat. */
  static double[] at(NDArray point, UnaryOperator<NDArray> function) {
    NDArray variable = point.duplicate();
    variable.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(function.apply(variable));
    }
    return doubles(variable.getGradient());
  }

  /** The values of an array of either floating type. */
  static double[] doubles(NDArray array) {
    return array.toType(DataType.FLOAT64, true).toDoubleArray();
  }

  /** Whether nothing is NaN or infinite. */
  public static boolean finite(NDArray array) {
    return Arrays.stream(doubles(array)).allMatch(Double::isFinite);
  }
}
