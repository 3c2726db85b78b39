package org.temper.algorithms.rollouts;

import static com.google.common.base.Preconditions.checkState;

import java.util.ArrayList;
import java.util.List;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Trajectory;
import org.temper.samplers.rewards.RewardSource;
import org.temper.samplers.rewards.RewardSource.Judged;

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
    return judged(source, tasks, episodes).stream().mapToDouble(Judged::reward).toArray();
  }

  /** The same, with what is known of where in the episodes the rewards were earned. */
  static <T> List<Judged> judged(RewardSource<T> source, List<T> tasks, List<Trajectory> episodes) {
    List<T> played = new ArrayList<>();
    List<Trajectory> asked = new ArrayList<>();
    for (int i = 0; i < episodes.size(); i++) {
      if (!failed(episodes.get(i))) {
        played.add(tasks.get(i));
        asked.add(episodes.get(i));
      }
    }
    List<Judged> given = asked.isEmpty() ? List.of() : source.judge(played, asked);
    checkState(
        given.size() == asked.size(),
        "rewards: expected %s, one for each episode, got %s",
        asked.size(),
        given.size());
    List<Judged> judged = new ArrayList<>();
    int next = 0;
    for (Trajectory episode : episodes) {
      Judged found = failed(episode) ? new Judged(episode, Double.NaN) : given.get(next++);
      judged.add(
          new Judged(
              found.trajectory(), Double.isFinite(found.reward()) ? found.reward() : Double.NaN));
    }
    return judged;
  }

  static boolean failed(Trajectory trajectory) {
    return trajectory.ending().kind() == Ending.Kind.FAILED;
  }
}
