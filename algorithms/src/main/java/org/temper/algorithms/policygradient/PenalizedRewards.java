package org.temper.algorithms.policygradient;

import java.util.Arrays;
import org.temper.losses.arrays.Rounding;

/** Rewards of a group's members less their penalties. */
public final class PenalizedRewards {
  private PenalizedRewards() {}

  /**
   * The differences, in float32, which rewards and penalties are in. Where they vary by no more
   * than the rounding of what was subtracted all are the first: a reward and a penalty that cancel
   * leave their rounding, and advantages would blow it up. Rewards without a penalty stay as they
   * are.
   *
   * @param rewards of a group's members
   * @param penalties as many
   * @return the rewards that are compared
   */
  public static double[] of(float[] rewards, float[] penalties) {
    double[] less = new double[rewards.length];
    double largest = 0;
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < less.length; i++) {
      less[i] = rewards[i] - penalties[i];
      if (penalties[i] != 0) {
        largest = Math.max(largest, Math.max(Math.abs(rewards[i]), Math.abs(penalties[i])));
      }
      lowest = Math.min(lowest, less[i]);
      highest = Math.max(highest, less[i]);
    }
    if (less.length > 0 && Rounding.alike(highest - lowest, largest)) {
      Arrays.fill(less, less[0]);
    }
    return less;
  }
}
