package org.temper.algorithms.tracks;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A number of completions that a track may sample.
 *
 * @param iterations iterations, at least 1
 * @param prompts prompts of an iteration, at least 1
 * @param groupSize completions of each prompt, at least 1
 */
public record TrackBudget(int iterations, int prompts, int groupSize) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is below 1
   */
  public TrackBudget {
    checkArgument(iterations >= 1, "iterations: expected at least 1, got %s", iterations);
    checkArgument(prompts >= 1, "prompts: expected at least 1, got %s", prompts);
    checkArgument(groupSize >= 1, "groupSize: expected at least 1, got %s", groupSize);
  }

  /**
   * This budget with another number of iterations.
   *
   * @param count iterations, at least 1
   * @return a new budget
   */
  public TrackBudget withIterations(int count) {
    return new TrackBudget(count, prompts, groupSize);
  }

  /**
   * All completions.
   *
   * @return iterations · prompts · group size
   */
  public long completions() {
    return (long) iterations * prompts * groupSize;
  }
}
