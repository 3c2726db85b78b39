package org.temper.evaluation.recalibration;

/**
 * The 95 % interval of a fitted temperature, symmetric about its logarithm: T exp(±1.96 s), where s
 * is the standard error of ln T by the observed information (Wald).
 *
 * @param temperature as fitted
 * @param lower the lower end, above 0 or 0 where the data tell nothing
 * @param upper the upper end, infinite where the data tell nothing
 */
public record TemperatureInterval(double temperature, double lower, double upper) {
  /** The 97.5 % quantile of the normal distribution. */
  private static final double QUANTILE = 1.959963984540054;

  /** Of the information about 1 / T, summed over the data. */
  static TemperatureInterval of(double temperature, double information) {
    double factor = Math.exp(QUANTILE * temperature / Math.sqrt(information));
    return new TemperatureInterval(temperature, temperature / factor, temperature * factor);
  }

  /**
   * Whether a temperature lies within.
   *
   * @param candidate a temperature
   * @return true at the ends too
   */
  public boolean contains(double candidate) {
    return lower <= candidate && candidate <= upper;
  }
}
