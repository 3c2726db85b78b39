package org.temper.models.onerec;

import static com.google.common.base.Preconditions.checkArgument;

/** Checks of an architecture's sizes. */
final class ConfigChecks {
  private ConfigChecks() {}

  static void tokens(int vocabularySize, int beginToken) {
    checkArgument(
        vocabularySize >= 2, "vocabularySize: expected at least 2, got %s", vocabularySize);
    checkArgument(
        beginToken >= 0 && beginToken < vocabularySize,
        "beginToken: expected an id in [0, %s), got %s",
        vocabularySize,
        beginToken);
  }

  static void heads(int width, int heads) {
    positive("width", width);
    checkArgument(
        heads >= 1 && width % heads == 0,
        "heads: expected a divisor of width %s, got %s",
        width,
        heads);
  }

  static void positive(String name, int value) {
    checkArgument(value >= 1, "%s: expected at least 1, got %s", name, value);
  }

  static void atMost(String name, int value, int most) {
    checkArgument(value >= 1 && value <= most, "%s: expected 1 to %s, got %s", name, most, value);
  }
}
