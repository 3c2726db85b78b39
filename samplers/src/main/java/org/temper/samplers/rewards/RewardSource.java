package org.temper.samplers.rewards;

import java.util.List;
import org.temper.api.rollouts.RewardKind;
import org.temper.api.rollouts.Trajectory;

/**
 * A judge of episodes.
 *
 * @param <T> what a task is
 */
@FunctionalInterface
public interface RewardSource<T> {

  /**
   * The rewards of episodes.
   *
   * @param tasks the task of each episode
   * @param trajectories the episodes, as many as there are tasks
   * @return one reward for each episode, in order; larger is better; NaN where it is not known, and
   *     the episode is left out
   * @throws IllegalArgumentException if there are not as many tasks as trajectories
   */
  double[] rewards(List<T> tasks, List<Trajectory> trajectories);

  /**
   * What is meant by the size of the rewards, which decides what a method may make of them.
   *
   * @return ordinary rewards, where nothing else is said
   */
  default RewardKind kind() {
    return RewardKind.ORDINARY;
  }

  /**
   * Why rewards were not known so far, one sentence for each kind of reason: what a run says when
   * it has to stop because no episode was rewarded.
   *
   * @return the sentences, none where every reward was known or no reason can be told
   */
  default List<String> reasons() {
    return List.of();
  }
}
