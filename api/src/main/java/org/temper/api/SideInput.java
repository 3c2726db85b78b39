package org.temper.api;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * A named array that some model needs beside the token ids, such as timestamps or feedback: on the
 * host, row-major, its first two dimensions [B, T].
 */
public sealed interface SideInput {

  /**
   * The array's shape.
   *
   * @return the shape, [B, T, ...]
   */
  Shape shape();

  /**
   * Copies the values to a device.
   *
   * @param manager owner of the new array
   * @return an int64 or float32 array of this shape
   */
  NDArray toArray(NDManager manager);

  /**
   * Integers, such as timestamps in seconds.
   *
   * @param values the values, row-major; not copied, and not to be changed afterwards
   * @param shape [B, T, ...]
   * @return a side input that becomes an int64 array
   * @throws IllegalArgumentException if the shape does not hold as many values
   */
  static SideInput of(long[] values, Shape shape) {
    return new Longs(values, shape);
  }

  /**
   * Numbers, such as ratings.
   *
   * @param values the values, row-major; not copied, and not to be changed afterwards
   * @param shape [B, T, ...]
   * @return a side input that becomes a float32 array
   * @throws IllegalArgumentException if the shape does not hold as many values
   */
  static SideInput of(float[] values, Shape shape) {
    return new Floats(values, shape);
  }

  /**
   * Integers.
   *
   * @param values the values, row-major
   * @param shape [B, T, ...]
   */
  @SuppressWarnings("ArrayRecordComponent") // large, host-side, never compared
  record Longs(long[] values, Shape shape) implements SideInput {
    /** Checks that the shape holds the values. */
    public Longs {
      checkSize(values.length, shape);
    }

    @Override
    public NDArray toArray(NDManager manager) {
      return manager.create(values, shape);
    }
  }

  /**
   * Numbers.
   *
   * @param values the values, row-major
   * @param shape [B, T, ...]
   */
  @SuppressWarnings("ArrayRecordComponent") // large, host-side, never compared
  record Floats(float[] values, Shape shape) implements SideInput {
    /** Checks that the shape holds the values. */
    public Floats {
      checkSize(values.length, shape);
    }

    @Override
    public NDArray toArray(NDManager manager) {
      return manager.create(values, shape);
    }
  }

  private static void checkSize(int values, Shape shape) {
    checkArgument(
        shape.dimension() >= 2 && shape.size() == values,
        "shape: expected [B, T, ...] of %s values, got %s",
        values,
        shape);
  }
}
