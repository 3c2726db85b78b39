package org.temper.evaluation.bootstrap;

import java.util.Locale;

/**
 * The interval in which a measured value, such as a difference, may lie.
 *
 * @param estimate as measured; of a comparison, the first less the second
 * @param lower the interval's lower end
 * @param upper the interval's upper end
 */
public record BootstrapInterval(double estimate, double lower, double upper) {

  /**
   * Whether the interval leaves out 0.
   *
   * @return true where both ends have the same sign
   */
  public boolean excludesZero() {
    return lower > 0 || upper < 0;
  }

  /**
   * For people to read.
   *
   * @return such as {@code +0.0036 [+0.0011, +0.0060]}
   */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%+.4f [%+.4f, %+.4f]", estimate, lower, upper);
  }
}
