package org.temper.evaluation.ranking;

/** Harmonic numbers 1 + 1/2 + … + 1/n. */
final class Harmonic {
  private static final double EULER = 0.5772156649015329;
  private static final double[] FIRST = first(64);

  private Harmonic() {}

  static double number(int n) {
    if (n < FIRST.length) {
      return FIRST[n];
    }
    // ln n + γ + 1/(2n) − 1/(12n²) + 1/(120n⁴): the next term is below 1e-13 from here on.
    double inverse = 1.0 / n;
    double square = inverse * inverse;
    return Math.log(n) + EULER + inverse / 2 - square / 12 + square * square / 120;
  }

  private static double[] first(int count) {
    double[] numbers = new double[count];
    for (int n = 1; n < count; n++) {
      numbers[n] = numbers[n - 1] + 1.0 / n;
    }
    return numbers;
  }
}
