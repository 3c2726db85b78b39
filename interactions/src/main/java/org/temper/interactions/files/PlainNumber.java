package org.temper.interactions.files;

import java.util.regex.Pattern;

/**
 * A number as logs write it: decimal digits, with a sign, a point and a power of ten where need be.
 * What Java's own literals have besides ({@code 1f}, {@code 0x1p3}, {@code 1_000}) is none.
 */
final class PlainNumber {
  private static final Pattern FORM =
      Pattern.compile("[+-]?([0-9]++(\\.[0-9]*+)?|\\.[0-9]++)([eE][+-]?[0-9]++)?");

  private PlainNumber() {}

  static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }
}
