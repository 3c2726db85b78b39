package org.temper.algorithms.rollouts;

import static com.google.common.base.Preconditions.checkState;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Trajectory;
import org.temper.samplers.rewards.RewardSource;

/** Rewards of episodes as they were played, those that failed among them. */
public final class EpisodeRewards {
  private EpisodeRewards() {}

  /**
   * Judges episodes. Those that {@linkplain Ending#failed failed} say nothing of the policy and are
   * not judged.
   *
   * @param source judges
   * @param tasks the task of each episode
   * @param episodes as many as there are tasks
   * @param <T> what a task is
   * @return one reward for each episode, in order: finite, or NaN where it is not known
   */
  public static <T> double[] of(RewardSource<T> source, List<T> tasks, List<Trajectory> episodes) {
    List<T> judgedTasks = new ArrayList<>();
    List<Trajectory> judged = new ArrayList<>();
    for (int i = 0; i < episodes.size(); i++) {
      if (!failed(episodes.get(i))) {
        judgedTasks.add(tasks.get(i));
        judged.add(episodes.get(i));
      }
    }
    double[] given = judged.isEmpty() ? new double[0] : source.rewards(judgedTasks, judged);
    checkState(
        given.length == judged.size(),
        "rewards: expected %s, one for each episode, got %s",
        judged.size(),
        given.length);
    double[] rewards = new double[episodes.size()];
    Arrays.fill(rewards, Double.NaN);
    int next = 0;
    for (int i = 0; i < rewards.length; i++) {
      if (!failed(episodes.get(i))) {
        double reward = given[next++];
        rewards[i] = Double.isFinite(reward) ? reward : Double.NaN;
      }
    }
    return rewards;
  }

  static boolean failed(Trajectory trajectory) {
    return trajectory.ending().kind() == Ending.Kind.FAILED;
  }
}
