package org.temper.evaluation.calibration.binning;

/**
 * The points of one bin, summed up.
 *
 * @param lower the bin's lower edge
 * @param upper the bin's upper edge
 * @param count how many points are in it
 * @param confidence their mean confidence; NaN where there is none
 * @param accuracy the share of them that is correct; NaN where there is none
 */
public record Bin(double lower, double upper, long count, double confidence, double accuracy) {

  /**
   * The gap between mean confidence and accuracy.
   *
   * @return at least 0; 0 of an empty bin
   */
  public double gap() {
    return count == 0 ? 0 : Math.abs(accuracy - confidence);
  }
}
