package org.temper.algorithms.rejection;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.rollouts.EnvironmentRollouts;
import org.temper.algorithms.rollouts.EnvironmentTask;
import org.temper.algorithms.rollouts.EpisodeRewards;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.algorithms.rollouts.TaskRollouts;
import org.temper.api.ContentHash;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.text.TextCodec;
import org.temper.samplers.Rollouts;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.RewardSource;
import org.temper.samplers.selection.Candidate;

/**
 * Tasks, with what plays their episodes, what judges these, and what is told of each: its bucket,
 * the policy's text, figures such as the number of malformed calls.
 *
 * @param <T> what a task is
 */
public final class TaskEpisodes<T> {
  /** The bucket of tasks of which nothing else was said. */
  private static final String ONE_BUCKET = "tasks";

  private static final Pattern BUCKET = Pattern.compile("[a-z][a-z0-9_]*");

  private final ImmutableList<String> keys;
  private final ImmutableList<T> tasks;
  private final Player player;
  private final RewardSource<T> rewards;
  private final ImmutableMap<String, String> identity;
  private final Function<T, String> bucket;
  private final Function<Trajectory, String> text;
  private final ImmutableMap<Metric, ToDoubleFunction<PlayedEpisode<T>>> figures;
  private final Consumer<PlayedEpisode<T>> listener;

  private TaskEpisodes(
      ImmutableList<String> keys,
      ImmutableList<T> tasks,
      Player player,
      RewardSource<T> rewards,
      ImmutableMap<String, String> identity,
      Function<T, String> bucket,
      Function<Trajectory, String> text,
      ImmutableMap<Metric, ToDoubleFunction<PlayedEpisode<T>>> figures,
      Consumer<PlayedEpisode<T>> listener) {
    this.keys = keys;
    this.tasks = tasks;
    this.player = player;
    this.rewards = rewards;
    this.identity = identity;
    this.bucket = bucket;
    this.text = text;
    this.figures = figures;
    this.listener = listener;
  }

  /** An episode as it was played. */
  private record Seen(Trajectory trajectory, Optional<Environment> environment) {}

  /** A player of tasks' episodes. */
  @FunctionalInterface
  private interface Player {
    List<Seen> play(List<Integer> chosen, long[] streams, long seed);
  }

  /**
   * Tasks in environments. Environments and rewards are the caller's to state, see {@link
   * RejectionSampling#withIdentity}.
   *
   * @param rollouts plays the episodes
   * @param tasks the tasks, at least one, of distinct ids
   * @param rewards judges the episodes
   * @param <T> what a task is
   * @return the tasks, in one bucket, their text the token ids
   * @throws IllegalArgumentException if there is no task, or an id is there twice
   */
  public static <T> TaskEpisodes<T> of(
      Rollouts rollouts, List<EnvironmentTask<T>> tasks, RewardSource<T> rewards) {
    ContentHash hash = new ContentHash();
    tasks.forEach(task -> hash.add(task.id()));
    List<EnvironmentTask<T>> copy = List.copyOf(tasks);
    return of(
        tasks.stream().map(EnvironmentTask::id).toList(),
        tasks.stream().map(EnvironmentTask::task).toList(),
        (chosen, streams, seed) -> {
          List<Seen> seen = new ArrayList<>();
          EnvironmentRollouts.episodes(
                  rollouts, copy, (trajectory, in) -> seen.add(new Seen(trajectory, in)))
              .play(chosen, streams, seed, seed);
          return seen;
        },
        rewards,
        identity(hash, rollouts.config(), "max_turns " + rollouts.maxTurns()));
  }

  /**
   * Prompts to complete. Rewards are the caller's to state, see {@link
   * RejectionSampling#withIdentity}.
   *
   * @param sampler completes the prompts
   * @param tasks the tasks, at least one, of distinct ids
   * @param rewards judges the completions
   * @param <T> what a task is
   * @return the tasks, in one bucket, their text the token ids
   * @throws IllegalArgumentException if there is no task, or an id is there twice
   */
  public static <T> TaskEpisodes<T> of(
      Sampler sampler, List<PromptedTask<T>> tasks, RewardSource<T> rewards) {
    ContentHash hash = new ContentHash();
    for (PromptedTask<T> task : tasks) {
      hash.add(task.id()).add(task.prompt().length());
      task.prompt().forEach(hash::add);
    }
    List<PromptedTask<T>> copy = List.copyOf(tasks);
    return of(
        tasks.stream().map(PromptedTask::id).toList(),
        tasks.stream().map(PromptedTask::task).toList(),
        (chosen, streams, seed) ->
            TaskRollouts.completions(sampler, copy).play(chosen, streams, seed, seed).stream()
                .map(trajectory -> new Seen(trajectory, Optional.empty()))
                .toList(),
        rewards,
        identity(hash, sampler.config(), "one turn"));
  }

  private static <T> TaskEpisodes<T> of(
      List<String> keys,
      List<T> tasks,
      Player player,
      RewardSource<T> rewards,
      ImmutableMap<String, String> identity) {
    checkArgument(!keys.isEmpty(), "tasks: expected at least one, got none");
    Set<String> seen = new HashSet<>();
    for (String key : keys) {
      checkArgument(!key.isBlank(), "tasks: expected ids that are not blank, got a blank one");
      checkArgument(seen.add(key), "tasks: expected distinct ids, got %s twice", key);
    }
    return new TaskEpisodes<>(
        ImmutableList.copyOf(keys),
        ImmutableList.copyOf(tasks),
        player,
        rewards,
        identity,
        task -> ONE_BUCKET,
        trajectory -> trajectory.completion().toString(),
        ImmutableMap.of(),
        episode -> {});
  }

  private static ImmutableMap<String, String> identity(
      ContentHash tasks, SamplingConfig sampling, String turns) {
    return ImmutableMap.of(
        "contents",
        tasks.digits(),
        "sampling",
        // How many rows are decoded at once changes nothing.
        sampling.withMaxRows(1) + ", " + turns);
  }

  /**
   * These tasks in buckets, which metrics and the weights of training data go by.
   *
   * @param value a task's bucket, of lower-case letters, digits and {@code _}
   * @return new tasks
   * @throws IllegalArgumentException if a bucket has other characters, or does not begin with a
   *     letter
   */
  public TaskEpisodes<T> withBuckets(Function<T, String> value) {
    for (int i = 0; i < size(); i++) {
      String given = value.apply(tasks.get(i));
      checkArgument(
          BUCKET.matcher(given).matches(),
          "bucket of %s: expected lower-case letters, digits and _, a letter first, got %s",
          keys.get(i),
          Excerpt.of(given));
    }
    return new TaskEpisodes<>(
        keys, tasks, player, rewards, identity, value, text, figures, listener);
  }

  /**
   * These tasks with what the policy wrote as text, by which selections tell episodes apart.
   *
   * @param codec turns tokens to text
   * @return new tasks
   */
  public TaskEpisodes<T> withText(TextCodec codec) {
    return withText(trajectory -> trajectory.completionText(codec));
  }

  /**
   * These tasks with a text of each episode, by which selections tell episodes apart.
   *
   * @param value an episode's text
   * @return new tasks
   */
  public TaskEpisodes<T> withText(Function<Trajectory, String> value) {
    return new TaskEpisodes<>(
        keys, tasks, player, rewards, identity, bucket, value, figures, listener);
  }

  /**
   * These tasks with one more figure of each episode, such as {@link
   * RejectionMetrics#MALFORMED_CALLS}.
   *
   * @param metric what it is called, averaged as a mean
   * @param value an episode's figure, which its environment may tell; NaN where it has none, and it
   *     is left out of the mean
   * @return new tasks
   * @throws IllegalArgumentException if the metric is there already, or no mean
   */
  public TaskEpisodes<T> withFigure(Metric metric, ToDoubleFunction<PlayedEpisode<T>> value) {
    checkArgument(
        metric.averaging() == Metric.Averaging.MEAN,
        "metric: expected one that is averaged as a mean, got %s",
        metric);
    return new TaskEpisodes<>(
        keys,
        tasks,
        player,
        rewards,
        identity,
        bucket,
        text,
        ImmutableMap.<Metric, ToDoubleFunction<PlayedEpisode<T>>>builder()
            .putAll(figures)
            .put(metric, value)
            .buildOrThrow(),
        listener);
  }

  /**
   * These tasks with one that is told of each episode right after it was played, such as to keep
   * traces. Of what a resumed run reads from its files nothing is told again.
   *
   * @param value told on the thread that plays
   * @return new tasks
   */
  public TaskEpisodes<T> withListener(Consumer<PlayedEpisode<T>> value) {
    return new TaskEpisodes<>(keys, tasks, player, rewards, identity, bucket, text, figures, value);
  }

  /** The number of tasks. */
  int size() {
    return keys.size();
  }

  String key(int task) {
    return keys.get(task);
  }

  Set<String> buckets() {
    return tasks.stream().map(bucket).collect(Collectors.toSet());
  }

  List<Metric> figures() {
    return figures.keySet().asList();
  }

  /** What decides the episodes beside policy, environments and rewards. */
  Map<String, String> identity() {
    List<String> buckets = tasks.stream().map(bucket).toList();
    ContentHash hash = new ContentHash();
    buckets.forEach(hash::add);
    return ImmutableMap.<String, String>builder()
        .putAll(identity)
        .put("count", Integer.toString(size()))
        .put("buckets", hash.digits())
        .put("figures", figures.keySet().stream().map(Metric::name).toList().toString())
        .buildOrThrow();
  }

  /**
   * Plays and judges episodes of some tasks. What is drawn depends on the seed, the task's position
   * and the episode's number alone.
   *
   * @param chosen positions of tasks
   * @param samples episodes of each, at least 1
   * @param seed decides the draws
   * @return the candidates of the first task by stream, then those of the next
   */
  public List<Candidate> play(List<Integer> chosen, int samples, long seed) {
    List<Integer> each = new ArrayList<>();
    chosen.forEach(task -> IntStream.range(0, samples).forEach(i -> each.add(task)));
    long[] streams =
        IntStream.range(0, each.size())
            .mapToLong(i -> (long) each.get(i) * samples + i % samples)
            .toArray();
    List<Seen> seen = player.play(each, streams, seed);
    List<Trajectory> trajectories = seen.stream().map(Seen::trajectory).toList();
    double[] known =
        EpisodeRewards.of(rewards, each.stream().map(tasks::get).toList(), trajectories);
    return IntStream.range(0, each.size())
        .mapToObj(i -> candidate(each.get(i), i % samples, seen.get(i), known[i]))
        .toList();
  }

  /**
   * Plays all tasks and measures what comes of them.
   *
   * @param threshold the least reward of a success, finite
   * @param samples k, the episodes of each task, at least 1
   * @param tasksAtOnce tasks that are played together, at least 1
   * @param seed decides the draws
   * @return {@link RejectionMetrics#ofEvaluation} and the other figures by name, over all and by
   *     bucket; NaN where there is none
   */
  public Map<String, Double> measure(double threshold, int samples, int tasksAtOnce, long seed) {
    RoundTally tally =
        new RoundTally(
            threshold, samples, RejectionMetrics.ofEvaluation(samples), figures(), buckets());
    List<Integer> all = IntStream.range(0, size()).boxed().toList();
    for (List<Integer> some : Lists.partition(all, tasksAtOnce)) {
      Lists.partition(play(some, samples, seed), samples).forEach(tally::add);
    }
    return tally.figures();
  }

  private Candidate candidate(int index, long stream, Seen seen, double reward) {
    T task = tasks.get(index);
    PlayedEpisode<T> episode =
        new PlayedEpisode<>(task, stream, seen.trajectory(), seen.environment());
    listener.accept(episode);
    ImmutableSortedMap.Builder<String, Double> values = ImmutableSortedMap.naturalOrder();
    figures.forEach(
        (metric, figure) -> {
          double value = figure.applyAsDouble(episode);
          if (!Double.isNaN(value)) {
            values.put(metric.name(), value);
          }
        });
    return new Candidate(
        keys.get(index),
        stream,
        seen.trajectory(),
        reward,
        bucket.apply(task),
        text.apply(seen.trajectory()),
        values.buildOrThrow());
  }
}
