package org.temper.samplers.rewards;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
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

  static void check(double[] rewards, int[] completionLengths) {
    checkArgument(
        completionLengths.length == rewards.length,
        "completionLengths: expected %s, one for each reward, got %s",
        rewards.length,
        completionLengths.length);
  }
}
