package org.temper.evaluation.offpolicy;

import static com.google.common.base.Preconditions.checkArgument;

/** The checks of what comes in rows. */
final class Rows {
  private Rows() {}

  static void checkLength(String argument, int expected, int found) {
    checkArgument(
        found == expected,
        "%s: expected one for each of %s rows, got %s",
        argument,
        expected,
        found);
  }

  static void checkFinite(String argument, double value, int row) {
    check(Double.isFinite(value), argument, "a finite number", value, row);
  }

  static void check(boolean met, String argument, String expected, double value, int row) {
    checkArgument(met, "%s: expected %s, got %s in row %s", argument, expected, value, row);
  }
}
