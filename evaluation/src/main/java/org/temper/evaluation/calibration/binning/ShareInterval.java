package org.temper.evaluation.calibration.binning;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The 95 % interval of a share, such as a bin's accuracy, by Wilson's score (1927): within [0, 1],
 * and of a width also where the share is 0 or 1.
 *
 * @param lower the lower end
 * @param upper the upper end
 */
public record ShareInterval(double lower, double upper) {
  private static final double Z = 1.959963984540054;

  /**
   * The interval of a share.
   *
   * @param share in [0, 1]
   * @param count of how many, at least 1
   * @return the interval, which holds the share
   * @throws IllegalArgumentException if the count is below 1
   */
  public static ShareInterval of(double share, long count) {
    checkArgument(count >= 1, "count: expected at least 1, got %s", count);
    double square = Z * Z / count;
    double middle = (share + square / 2) / (1 + square);
    double half = Z / (1 + square) * Math.sqrt((share * (1 - share) + square / 4) / count);
    return new ShareInterval(
        Math.max(0, Math.min(share, middle - half)), Math.min(1, Math.max(share, middle + half)));
  }
}
