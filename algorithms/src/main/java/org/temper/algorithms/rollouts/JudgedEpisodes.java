package org.temper.algorithms.rollouts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
      Episodes episodes,
      List<Integer> taskIndices,
      long[] streams,
      long iterationSeed,
      long drawSeed) {
    List<Trajectory> played = episodes.play(taskIndices, streams, iterationSeed, drawSeed);
    List<T> playedTasks = taskIndices.stream().map(tasks::get).toList();
    List<String> failures = new ArrayList<>();
    List<Optional<RawGroup.Rewarded>> rewarded = new ArrayList<>();
    for (RewardSource.Judged episode : EpisodeRewards.judged(source, playedTasks, played)) {
      if (EpisodeRewards.failed(episode.trajectory())) {
        failures.add("episode: " + episode.trajectory().ending().reason());
      }
      rewarded.add(
          Double.isNaN(episode.reward())
              ? Optional.empty()
              : Optional.of(new RawGroup.Rewarded(episode.trajectory(), episode.reward())));
    }
    return new Result(rewarded, failures);
  }
}
