package org.temper.api.semantic;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;

import java.util.Arrays;

/**
 * Vectors of items, one a row, on the host.
 *
 * @param values finite, row-major [N, D]; not copied, and not to be changed afterwards
 * @param rows how many items, N, at least 1
 * @param width the length of a vector, D, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // large, host-side, never compared
public record Embeddings(float[] values, int rows, int width) {

  /** Checks that the shape holds the values, and that they are numbers. */
  public Embeddings {
    checkArgument(
        rows >= 1 && width >= 1, "shape: expected positive sizes, got [%s, %s]", rows, width);
    checkArgument(
        values.length == (long) rows * width,
        "values: expected %s numbers, got %s",
        (long) rows * width,
        values.length);
    for (int i = 0; i < values.length; i++) {
      checkArgument(
          Float.isFinite(values[i]),
          "row %s, column %s: expected a finite number, got %s",
          i / width,
          i % width,
          values[i]);
    }
  }

  /**
   * One number.
   *
   * @param row from 0
   * @param column from 0
   * @return the number
   * @throws IndexOutOfBoundsException if there is no such row or column
   */
  public float value(int row, int column) {
    checkElementIndex(row, rows, "row");
    checkElementIndex(column, width, "column");
    return values[row * width + column];
  }

  /**
   * Some rows one after another.
   *
   * @param from the first
   * @param to the one after the last
   * @return a copy, row-major [to - from, D]
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  public float[] rows(int from, int to) {
    checkElementIndex(from, rows, "from");
    checkElementIndex(to - 1, rows, "to - 1");
    return Arrays.copyOfRange(values, from * width, to * width);
  }
}
