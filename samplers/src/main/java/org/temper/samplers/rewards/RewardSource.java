package org.temper.samplers.rewards;

import java.util.List;
import java.util.stream.IntStream;
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
   * An episode that was judged.
   *
   * @param trajectory the same tokens; where it can be told which of them earned what, in actions
   *     that each have a reward of their own
   * @param reward of the whole episode; NaN where it is not known
   */
  record Judged(Trajectory trajectory, double reward) {}

  /**
   * The rewards of episodes, with what can be told of where in them they were earned.
   *
   * @param tasks the task of each episode
   * @param trajectories the episodes, as many as there are tasks
   * @return as many, in order, with {@link #rewards}; the episodes as they are where nothing more
   *     is said
   * @throws IllegalArgumentException if there are not as many tasks as trajectories
   * @throws IllegalStateException if there are not as many rewards as trajectories
   */
  default List<Judged> judge(List<T> tasks, List<Trajectory> trajectories) {
    double[] rewards = OneEach.given(rewards(tasks, trajectories), trajectories.size());
    return IntStream.range(0, rewards.length)
        .mapToObj(i -> new Judged(trajectories.get(i), rewards[i]))
        .toList();
  }

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
