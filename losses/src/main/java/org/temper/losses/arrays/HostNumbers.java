package org.temper.losses.arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Arrays as float64 numbers on the host and back: for what runs along sequences or over ragged
 * groups, where a loop costs less than the array operations it would take.
 */
public final class HostNumbers {
  private HostNumbers() {}

  public static double[] doubles(NDArray array) {
    NDArray fixed = array.stopGradient();
    if (array.getDataType() == DataType.FLOAT64) {
      return fixed.toDoubleArray();
    }
    try (NDArray wide = fixed.toType(DataType.FLOAT64, true)) {
      return wide.toDoubleArray();
    }
  }

  /** An array of the type, the device and the manager of another. */
  public static NDArray like(NDArray array, double[] numbers, Shape shape) {
    return array
        .getManager()
        .create(numbers, shape)
        .toType(array.getDataType(), false)
        .toDevice(array.getDevice(), false);
  }

  /** Checks a number of a group or a row. */
  public static void checkFinite(String argument, double number, int index) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(
          argument + ": expected finite numbers, got " + number + " at " + index);
    }
  }

  /** Checks that nothing inside the mask is NaN or infinite. */
  public static void checkFinite(String argument, double[] numbers, boolean[] keep) {
    for (int i = 0; i < numbers.length; i++) {
      if (keep[i] && !Double.isFinite(numbers[i])) {
        throw new IllegalArgumentException(
            argument + ": expected finite numbers inside the mask, got " + numbers[i] + " at " + i);
      }
    }
  }
}
