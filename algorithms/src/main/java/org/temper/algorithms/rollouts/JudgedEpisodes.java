package org.temper.algorithms.rollouts;

import static com.google.common.base.Preconditions.checkState;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Trajectory;
import org.temper.samplers.rewards.RewardSource;

/**
 * Episodes and their rewards.
 *
 * @param tasks what rewards see of each task
 * @param sampled plays as the policy draws
 * @param greedy plays the most probable tokens
 * @param source judges
 * @param <T> what a task is
 */
record JudgedEpisodes<T>(List<T> tasks, Episodes sampled, Episodes greedy, RewardSource<T> source) {

  /** What became of some episodes: each that has a reward with it, in order; why others failed. */
  record Result(List<Optional<RawGroup.Rewarded>> episodes, List<String> failures) {}

  /** Plays episodes and judges those that did not fail. */
  Result play(
      Episodes episodes, List<Integer> places, long[] streams, long iterationSeed, long drawSeed) {
    List<Trajectory> played = episodes.play(places, streams, iterationSeed, drawSeed);
    List<T> judgedTasks = new ArrayList<>();
    List<Trajectory> judged = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < played.size(); i++) {
      if (failed(played.get(i))) {
        failures.add("episode: " + played.get(i).ending().reason());
      } else {
        judgedTasks.add(tasks.get(places.get(i)));
        judged.add(played.get(i));
      }
    }
    double[] rewards = judged.isEmpty() ? new double[0] : source.rewards(judgedTasks, judged);
    checkState(
        rewards.length == judged.size(),
        "rewards: expected %s, one for each episode, got %s",
        judged.size(),
        rewards.length);
    List<Optional<RawGroup.Rewarded>> rewarded = new ArrayList<>();
    int next = 0;
    for (Trajectory trajectory : played) {
      double reward = failed(trajectory) ? Double.NaN : rewards[next++];
      rewarded.add(
          Double.isFinite(reward)
              ? Optional.of(new RawGroup.Rewarded(trajectory, reward))
              : Optional.empty());
    }
    return new Result(rewarded, failures);
  }

  private static boolean failed(Trajectory trajectory) {
    return trajectory.ending().kind() == Ending.Kind.FAILED;
  }
}
