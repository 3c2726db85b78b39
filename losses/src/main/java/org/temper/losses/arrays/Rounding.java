package org.temper.losses.arrays;

import ai.djl.ndarray.types.DataType;

/** The bound under which a spread is too small to tell numbers apart by. */
public final class Rounding {
  /** How many rounding errors of a mean may look like a spread. */
  private static final double ERRORS = 8;

  private Rounding() {}

  /** The largest standard deviation, as a share of the largest number, that may be rounding. */
  public static double spread(DataType type) {
    return ERRORS * (type == DataType.FLOAT64 ? 2e-16 : 1.2e-7);
  }

  /** Whether numbers in float32 vary by no more than their rounding; false for NaN. */
  public static boolean alike(double deviation, double largest) {
    return deviation <= largest * spread(DataType.FLOAT32);
  }
}
