package org.temper.algorithms.asft;

import static com.google.common.base.Preconditions.checkArgument;

/** A check in one wording. */
final class Positive {
  private Positive() {}

  static void check(String argument, double value) {
    checkArgument(
        value > 0 && Double.isFinite(value),
        "%s: expected a finite number above 0, got %s",
        argument,
        value);
  }
}
