package org.temper.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** Copies of arrays on the host. */
public final class HostArrays {
  private HostArrays() {}

  /** The values of a floating array, flat. */
  public static double[] doubles(NDArray array) {
    if (array.getDataType() == DataType.FLOAT64) {
      return array.toDoubleArray();
    }
    float[] floats = array.toFloatArray();
    double[] values = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }

  /** The gradient of an array, flat; zeros where there has been none. */
  public static double[] gradient(NDArray array) {
    try (NDArray gradient = array.getGradient()) {
      if (!gradient.isSparse()) {
        return doubles(gradient);
      }
      try (NDArray dense = gradient.toDense()) {
        return doubles(dense);
      }
    }
  }
}
