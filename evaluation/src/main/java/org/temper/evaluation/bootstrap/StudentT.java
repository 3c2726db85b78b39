package org.temper.evaluation.bootstrap;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Student's t distribution of whole degrees of freedom, in closed form (Abramowitz and Stegun 1964,
 * 26.7.3 and 26.7.4).
 */
public final class StudentT {
  private static final double MOST = 1e6;
  private static final int HALVINGS = 100;

  private StudentT() {}

  /**
   * The value below which a share of the distribution lies.
   *
   * @param share from 0.5, and below 1
   * @param degrees of freedom, at least 1
   * @return the quantile, to about 12 digits; a million at most
   * @throws IllegalArgumentException if an argument is out of its range
   */
  public static double quantile(double share, int degrees) {
    checkArgument(
        share >= 0.5 && share < 1, "share: expected at least 0.5 and below 1, got %s", share);
    checkArgument(degrees >= 1, "degrees: expected at least 1, got %s", degrees);
    double low = 0;
    double high = MOST;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (within(middle, degrees) < 2 * share - 1) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** The share of the distribution between -t and t. */
  private static double within(double t, int degrees) {
    double angle = Math.atan(t / Math.sqrt(degrees));
    double cosine = Math.cos(angle);
    boolean odd = degrees % 2 == 1;
    double term = odd ? cosine : 1;
    double sum = degrees == 1 ? 0 : term;
    for (int k = odd ? 2 : 1; k <= degrees - 3; k += 2) {
      term *= cosine * cosine * k / (k + 1);
      sum += term;
    }
    double series = Math.sin(angle) * sum;
    return odd ? 2 / Math.PI * (angle + series) : series;
  }
}
