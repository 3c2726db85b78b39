package org.temper.samplers.rewards;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.api.rollouts.Trajectory;

/** A check that things come in pairs. */
final class OneEach {
  private OneEach() {}

  static void check(List<?> tasks, List<Trajectory> trajectories) {
    checkArgument(
        tasks.size() == trajectories.size(),
        "trajectories: expected %s, one for each task, got %s",
        tasks.size(),
        trajectories.size());
  }

  /** The rewards that a source or model gave, of which there must be one for each episode. */
  static double[] given(double @Nullable [] rewards, int episodes) {
    checkState(
        rewards != null && rewards.length == episodes,
        "rewards: expected %s, one for each episode, got %s",
        episodes,
        rewards == null ? "null" : Integer.toString(rewards.length));
    return rewards;
  }

  static void check(double[] rewards, int[] completionLengths) {
    checkArgument(
        completionLengths.length == rewards.length,
        "completionLengths: expected %s, one for each reward, got %s",
        rewards.length,
        completionLengths.length);
  }
}
