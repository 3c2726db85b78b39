package org.temper.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import org.temper.testkit.LossLaws.MaskedLoss;

/** Values and a mask on the host, row-major, to try masked losses on. */
@SuppressWarnings("ArrayRecordComponent") // large, host-side, never compared
record MaskedArray(int rows, int columns, double[] values, boolean[] mask) {

  static MaskedArray random(Random random) {
    int rows = 1 + random.nextInt(4);
    int columns = 1 + random.nextInt(6);
    double[] values = random.doubles((long) rows * columns, -3, 3).toArray();
    boolean[] mask = new boolean[values.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = random.nextInt(3) > 0;
    }
    return new MaskedArray(rows, columns, values, mask);
  }

  MaskedArray padded(int more, double padding) {
    int width = columns + more;
    double[] padded = new double[rows * width];
    Arrays.fill(padded, padding);
    boolean[] keep = new boolean[rows * width];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(values, row * columns, padded, row * width, columns);
      System.arraycopy(mask, row * columns, keep, row * width, columns);
    }
    return new MaskedArray(rows, width, padded, keep);
  }

  double[] padGradient(double[] gradient, int width) {
    return new MaskedArray(rows, columns, gradient, mask).padded(width - columns, 0).values();
  }

  MaskedArray permuted(int[] order) {
    double[] moved = new double[values.length];
    boolean[] keep = new boolean[mask.length];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(values, order[row] * columns, moved, row * columns, columns);
      System.arraycopy(mask, order[row] * columns, keep, row * columns, columns);
    }
    return new MaskedArray(rows, columns, moved, keep);
  }

  double value(MaskedLoss loss) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray array = manager.create(values, shape());
      return HostArrays.doubles(loss.of(array, manager.create(mask, shape())))[0];
    }
  }

  double[] gradient(MaskedLoss loss) {
    return GradientCheck.float64()
        .gradient(x -> loss.of(x, x.getManager().create(mask, shape())), shape(), values);
  }

  private Shape shape() {
    return new Shape(rows, columns);
  }
}
