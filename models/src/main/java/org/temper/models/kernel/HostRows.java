package org.temper.models.kernel;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/** Rows of numbers on the host. */
public final class HostRows {
  private HostRows() {}

  /** The rows of a float32 array [M, K]. */
  public static float[][] of(NDArray array) {
    float[] flat = array.toFloatArray();
    int width = Math.toIntExact(array.getShape().get(1));
    float[][] rows = new float[flat.length / width][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(flat, row * width, (row + 1) * width);
    }
    return rows;
  }
}
