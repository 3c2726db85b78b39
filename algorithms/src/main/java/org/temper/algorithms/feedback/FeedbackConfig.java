package org.temper.algorithms.feedback;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Settings of training a feedback model.
 *
 * @param nextItemWeight weight of next-item prediction beside feedback, at least 0
 * @param expectiles τ of each of the model's values, above 0 and below 1; ½ is the mean
 */
public record FeedbackConfig(double nextItemWeight, List<Double> expectiles) {

  /** Checks the numbers. */
  public FeedbackConfig {
    checkArgument(
        nextItemWeight >= 0 && Double.isFinite(nextItemWeight),
        "nextItemWeight: expected a finite number from 0, got %s",
        nextItemWeight);
    expectiles = ImmutableList.copyOf(expectiles);
    checkArgument(!expectiles.isEmpty(), "expectiles: expected at least one, got none");
    for (double tau : expectiles) {
      checkArgument(tau > 0 && tau < 1, "expectiles: expected above 0 and below 1, got %s", tau);
    }
  }

  /**
   * Next-item prediction with weight 1; the mean, a baseline for A-SFT, and the 0.7-expectile, one
   * for implicit Q-learning.
   *
   * @return the settings, for a model with two values
   */
  public static FeedbackConfig defaults() {
    return new FeedbackConfig(1, ImmutableList.of(0.5, 0.7));
  }
}
