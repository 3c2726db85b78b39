package org.temper.environments.tools;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A reward with the name that metrics and traces give it and its weight in the episode's.
 *
 * @param name not blank
 * @param weight what it is multiplied by; with 0 it is a metric alone
 * @param reward judges
 * @param <T> what is known of a task
 */
public record WeightedReward<T>(String name, double weight, TranscriptReward<T> reward) {

  /**
   * Checks the name and the weight.
   *
   * @throws IllegalArgumentException if the name is blank or the weight is not finite
   */
  public WeightedReward {
    checkArgument(!name.isBlank(), "name: expected a name, got a blank one");
    checkArgument(Double.isFinite(weight), "weight: expected a finite number, got %s", weight);
  }
}
