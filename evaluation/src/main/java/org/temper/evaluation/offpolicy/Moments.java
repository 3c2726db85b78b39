package org.temper.evaluation.offpolicy;

import java.util.Arrays;

/** The variance of numbers that change one at a time. */
final class Moments {
  private final double[] deviations;
  private double sum;
  private double squares;

  /** Of numbers, which are not kept. */
  Moments(double[] values) {
    // What is summed is small where it is counted from the mean, and rounds less.
    double mean = Arrays.stream(values).average().orElseThrow();
    this.deviations = Arrays.stream(values).map(value -> value - mean).toArray();
    this.sum = Arrays.stream(deviations).sum();
    this.squares = Arrays.stream(deviations).map(value -> value * value).sum();
  }

  int rows() {
    return deviations.length;
  }

  void change(int row, double by) {
    double before = deviations[row];
    double after = before + by;
    deviations[row] = after;
    sum += by;
    squares += after * after - before * before;
  }

  /** Σ (value - mean)² / N. */
  double variance() {
    double mean = sum / deviations.length;
    return Math.max(0, squares / deviations.length - mean * mean);
  }
}
