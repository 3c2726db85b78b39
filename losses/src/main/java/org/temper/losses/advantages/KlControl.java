package org.temper.losses.advantages;

import static com.google.common.base.Preconditions.checkArgument;

import org.temper.losses.arrays.ArrayChecks;

/** A rule for how strongly to hold a policy to its reference, from how far it has gone. */
public final class KlControl {
  private static final double LARGEST_ERROR = 0.2;

  private KlControl() {}

  /**
   * The coefficient of the divergence for the next update, larger where the divergence was above
   * its target and smaller where below.
   *
   * <pre>error = clip(observedKl / targetKl − 1, −0.2, 0.2)
   * next = coefficient · (1 + error · sequences / horizon)</pre>
   *
   * <p>Source: Ziegler et al. 2019, "Fine-Tuning Language Models from Human Preferences", section
   * 2.2, where sequences / horizon is 0.1; the horizon is 10,000 sequences in the public code.
   *
   * @param coefficient this update's, above 0
   * @param observedKl the mean over sequences of the divergence summed over a sequence's tokens, in
   *     nats; an estimate, so that it may be below 0
   * @param targetKl the same for the wanted policy, above 0
   * @param sequences how many sequences it was observed on, at least 1
   * @param horizon over how many sequences the coefficient may change by a fifth, above a fifth of
   *     {@code sequences}
   * @return the next coefficient, above 0
   * @throws IllegalArgumentException if a number is out of range
   */
  public static double adaptive(
      double coefficient, double observedKl, double targetKl, long sequences, double horizon) {
    ArrayChecks.checkPositive("coefficient", coefficient);
    checkArgument(
        Double.isFinite(observedKl), "observedKl: expected a finite number, got %s", observedKl);
    ArrayChecks.checkPositive("targetKl", targetKl);
    checkArgument(sequences >= 1, "sequences: expected at least 1, got %s", sequences);
    checkArgument(
        horizon > LARGEST_ERROR * sequences && Double.isFinite(horizon),
        "horizon: expected a number above %s, got %s",
        LARGEST_ERROR * sequences,
        horizon);
    double error = Math.max(-LARGEST_ERROR, Math.min(LARGEST_ERROR, observedKl / targetKl - 1));
    return coefficient * (1 + error * sequences / horizon);
  }
}
