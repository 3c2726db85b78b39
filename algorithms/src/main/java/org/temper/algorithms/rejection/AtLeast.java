package org.temper.algorithms.rejection;

import static com.google.common.base.Preconditions.checkArgument;

/** A check of settings that are counts. */
final class AtLeast {
  private AtLeast() {}

  static void check(String argument, int least, long value) {
    checkArgument(value >= least, "%s: expected at least %s, got %s", argument, least, value);
  }
}
