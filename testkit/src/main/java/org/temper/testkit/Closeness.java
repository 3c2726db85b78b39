package org.temper.testkit;

import java.util.Locale;

/** Comparisons that fail with a message that names what differed. */
final class Closeness {
  private Closeness() {}

  static void assertClose(String what, double expected, double actual, double tolerance) {
    // Written so that NaN is never close.
    if (!(Math.abs(expected - actual) <= tolerance)) {
      throw new AssertionError(
          String.format(
              Locale.ROOT, "%s: expected %s within %s, got %s", what, expected, tolerance, actual));
    }
  }

  static void assertClose(String what, double[] expected, double[] actual, double tolerance) {
    if (expected.length != actual.length) {
      throw new AssertionError(
          what + ": expected " + expected.length + " values, got " + actual.length);
    }
    for (int i = 0; i < expected.length; i++) {
      assertClose(what + "[" + i + "]", expected[i], actual[i], tolerance);
    }
  }

  static void assertClose(String what, double[][] expected, double[][] actual, double tolerance) {
    if (expected.length != actual.length) {
      throw new AssertionError(
          what + ": expected " + expected.length + " rows, got " + actual.length);
    }
    for (int row = 0; row < expected.length; row++) {
      assertClose(what + "[" + row + "]", expected[row], actual[row], tolerance);
    }
  }

  static <E extends RuntimeException> void assertRefused(
      String what, Class<E> error, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      if (error.isInstance(e)) {
        return;
      }
      throw new AssertionError(what + ": expected " + error.getSimpleName() + ", got " + e, e);
    }
    throw new AssertionError(what + ": expected " + error.getSimpleName() + ", got none");
  }
}
