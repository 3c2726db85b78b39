package org.temper.cli.tracks;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.temper.algorithms.tracks.TrackTasks;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.samplers.Sampler;
import org.temper.samplers.rewards.RewardSource;

/**
 * Tasks of one kind, and goals of their answers.
 *
 * @param name in lower snake case
 * @param play how they are played
 * @param training tasks to learn from
 * @param heldOut others to measure on
 * @param goals what is wanted, by name
 * @param learned rewards of goals that models give, by name; a goal without any is its own reward
 * @param <T> what a task is
 */
record Domain<T>(
    String name,
    Play<T> play,
    List<T> training,
    List<T> heldOut,
    ImmutableMap<String, Verifier<T>> goals,
    ImmutableMap<String, RewardSource<T>> learned) {

  Domain {
    training = List.copyOf(training);
    heldOut = List.copyOf(heldOut);
  }

  /** A domain whose goals are their own rewards. */
  Domain(
      String name,
      Play<T> play,
      List<T> training,
      List<T> heldOut,
      ImmutableMap<String, Verifier<T>> goals) {
    this(name, play, training, heldOut, goals, ImmutableMap.of());
  }

  /**
   * Episodes of held-out tasks, one each.
   *
   * @param episodes those that did not fail
   * @param shares the share that meets each goal, of those that can be judged; 0 where none can
   */
  record Answered(List<Trajectory> episodes, ImmutableMap<String, Double> shares) {}

  /** What the tasks to learn from are called. */
  List<String> ids() {
    return play.ids(training);
  }

  /** What decides the figures of whoever learns from these tasks, beside the goals. */
  Map<String, String> identity() {
    return ImmutableMap.of(
        "answers." + name, play.hash(training), "held_out." + name, play.hash(heldOut));
  }

  /** The tasks to learn from, with the rewards of a goal. */
  TrackTasks tasks(String goal, HuggingFaceCodec codec) {
    RewardSource<T> given = learned.get(goal);
    RewardSource<T> rewards =
        given == null ? rewards(requireNonNull(goals.get(goal)), codec) : given;
    return (sampler, config) -> play.rollouts(sampler, codec, training, rewards, config);
  }

  /**
   * So many episodes of the tasks to learn from, in order and from the first again, but failed
   * ones.
   */
  List<Trajectory> episodes(Sampler sampler, HuggingFaceCodec codec, int count, long seed) {
    return play
        .episodes(
            sampler,
            codec,
            IntStream.range(0, count).mapToObj(i -> training.get(i % training.size())).toList(),
            seed)
        .stream()
        .filter(episode -> !hasFailed(episode))
        .toList();
  }

  /** One episode of each held-out task, always the same by the same seed. */
  Answered measure(Sampler sampler, HuggingFaceCodec codec, long seed) {
    List<Trajectory> episodes = play.episodes(sampler, codec, heldOut, seed);
    return new Answered(
        episodes.stream().filter(episode -> !hasFailed(episode)).toList(),
        ImmutableMap.copyOf(
            Maps.transformValues(
                goals, goal -> mean(rewards(goal, codec).rewards(heldOut, episodes)))));
  }

  /** 1 where a goal is met, 0 where it is not, NaN where that cannot be told. */
  private RewardSource<T> rewards(Verifier<T> goal, HuggingFaceCodec codec) {
    return (tasks, episodes) ->
        IntStream.range(0, tasks.size())
            .mapToDouble(i -> reward(goal, tasks.get(i), episodes.get(i), codec))
            .toArray();
  }

  private double reward(Verifier<T> goal, T task, Trajectory episode, HuggingFaceCodec codec) {
    if (hasFailed(episode)) {
      return Double.NaN;
    }
    Verdict verdict = goal.verify(task, play.answer(episode, codec));
    return verdict instanceof Verdict.Unverified
        ? Double.NaN
        : verdict instanceof Verdict.Passed ? 1 : 0;
  }

  private static boolean hasFailed(Trajectory episode) {
    return episode.ending().kind() == Ending.Kind.FAILED;
  }

  private static double mean(double[] rewards) {
    return Arrays.stream(rewards).filter(reward -> !Double.isNaN(reward)).average().orElse(0);
  }
}
