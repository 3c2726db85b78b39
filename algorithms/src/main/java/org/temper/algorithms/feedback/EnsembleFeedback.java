package org.temper.algorithms.feedback;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Feedback by several models on the same items: their mean, and how far they disagree.
 *
 * @param means mean over the members, one number an item
 * @param spreads standard deviation over the members, unbiased, one number an item; 0 for a single
 *     member
 */
@SuppressWarnings("ArrayRecordComponent") // large, host-side, never compared
public record EnsembleFeedback(float[] means, float[] spreads) {

  /** Checks the lengths. */
  public EnsembleFeedback {
    checkArgument(
        spreads.length == means.length,
        "spreads: expected %s values, as many as means, got %s",
        means.length,
        spreads.length);
  }

  /**
   * Feedback that what is uncertain is marked down in.
   *
   * @param kappa κ, how many standard deviations to take off, at least 0
   * @return mean − κ · spread, one number an item
   * @throws IllegalArgumentException if {@code kappa} is negative or not finite
   */
  public float[] conservative(double kappa) {
    checkArgument(
        kappa >= 0 && Double.isFinite(kappa), "kappa: expected a number from 0, got %s", kappa);
    float[] lower = new float[means.length];
    for (int i = 0; i < lower.length; i++) {
      lower[i] = (float) (means[i] - kappa * spreads[i]);
    }
    return lower;
  }
}
