package org.temper.algorithms.preference;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Between what bounds a reward lies, for several items.
 *
 * @param lower finite, one number an item
 * @param upper at least {@code lower}, one number an item
 */
@SuppressWarnings("ArrayRecordComponent") // large, host-side, never compared
public record ConfidenceBounds(float[] lower, float[] upper) {

  /** Checks lengths and order. */
  public ConfidenceBounds {
    checkArgument(
        upper.length == lower.length,
        "upper: expected %s values, as many as lower, got %s",
        lower.length,
        upper.length);
    for (int i = 0; i < lower.length; i++) {
      checkArgument(
          Float.isFinite(lower[i]) && Float.isFinite(upper[i]) && lower[i] <= upper[i],
          "bounds: expected finite, lower at most upper, got [%s, %s] at %s",
          lower[i],
          upper[i],
          i);
    }
  }

  /**
   * Bounds around means.
   *
   * <pre>[mean − kappa · spread, mean + kappa · spread]</pre>
   *
   * @param means one number an item, such as an ensemble's mean prediction
   * @param spreads standard deviations, at least 0, one an item
   * @param kappa how many standard deviations, at least 0
   * @return the bounds
   * @throws IllegalArgumentException if the lengths differ, or a number is not finite or negative
   */
  public static ConfidenceBounds around(float[] means, float[] spreads, double kappa) {
    checkArgument(
        kappa >= 0 && Double.isFinite(kappa), "kappa: expected a number from 0, got %s", kappa);
    checkArgument(
        spreads.length == means.length,
        "spreads: expected %s values, as many as means, got %s",
        means.length,
        spreads.length);
    float[] lower = new float[means.length];
    float[] upper = new float[means.length];
    for (int i = 0; i < lower.length; i++) {
      checkArgument(spreads[i] >= 0, "spreads: expected at least 0, got %s", spreads[i]);
      lower[i] = (float) (means[i] - kappa * spreads[i]);
      upper[i] = (float) (means[i] + kappa * spreads[i]);
    }
    return new ConfidenceBounds(lower, upper);
  }
}
