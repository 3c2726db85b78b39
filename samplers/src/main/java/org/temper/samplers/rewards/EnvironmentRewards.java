package org.temper.samplers.rewards;

import java.util.List;
import org.temper.api.rollouts.Trajectory;

/**
 * Rewards that the environment itself gave: the sum of an episode's rewards, NaN where it gave
 * none.
 *
 * @param <T> what a task is
 */
public final class EnvironmentRewards<T> implements RewardSource<T> {

  /** The rewards; they have no state. */
  public EnvironmentRewards() {}

  @Override
  public double[] rewards(List<T> tasks, List<Trajectory> trajectories) {
    OneEach.check(tasks, trajectories);
    return trajectories.stream()
        .mapToDouble(trajectory -> trajectory.totalReward().orElse(Double.NaN))
        .toArray();
  }

  @Override
  public List<String> reasons() {
    return List.of("reward: expected one from the environment, got none");
  }
}
