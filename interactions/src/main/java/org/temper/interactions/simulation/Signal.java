package org.temper.interactions.simulation;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The parts that satisfaction and watch time are made of. Each strength is the standard deviation
 * of a part, over users and items drawn at random.
 *
 * @param userBias how much users differ in how satisfied they are with anything, at least 0
 * @param quality how much items differ in how they satisfy anybody, at least 0
 * @param affinity how much it matters whether item and taste fit, at least 0; this part is personal
 * @param drift how far a taste, a direction, moves in a day, in radians more or less, at least 0
 * @param habit how much items differ in how long they are watched whatever they give: at least 0
 * @param noise the strength of what is chance in the watch time, at least 0
 * @param tailDegrees the degrees of freedom of Student's t, after which that chance is distributed,
 *     at least 3: fewer make heavier tails
 */
public record Signal(
    double userBias,
    double quality,
    double affinity,
    double drift,
    double habit,
    double noise,
    int tailDegrees) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Signal {
    checkStrength("userBias", userBias);
    checkStrength("quality", quality);
    checkStrength("affinity", affinity);
    checkStrength("drift", drift);
    checkStrength("habit", habit);
    checkStrength("noise", noise);
    checkArgument(tailDegrees >= 3, "tailDegrees: expected at least 3, got %s", tailDegrees);
  }

  /**
   * A satisfaction that is mostly personal, three quarters of its variance, and a watch time of
   * which habit and noise make up half. What items differ in is more habit than quality: to prefer
   * what is watched for long by all is to be deceived.
   *
   * @return the signal
   */
  public static Signal personal() {
    return new Signal(0.5, 0.3, 1, 0.1, 0.7, 1, 3);
  }

  /**
   * This signal with more or less chance in the watch time.
   *
   * @param value the strength, at least 0
   * @return a new signal
   * @throws IllegalArgumentException if the strength is below 0
   */
  public Signal withNoise(double value) {
    return new Signal(userBias, quality, affinity, drift, habit, value, tailDegrees);
  }

  static void checkStrength(String argument, double value) {
    checkArgument(
        value >= 0 && Double.isFinite(value),
        "%s: expected a finite number of at least 0, got %s",
        argument,
        value);
  }
}
