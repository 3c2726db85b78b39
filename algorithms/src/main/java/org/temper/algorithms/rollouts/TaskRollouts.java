package org.temper.algorithms.rollouts;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.temper.api.ContentHash;
import org.temper.api.Policy;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.updates.OnPolicySource;
import org.temper.api.updates.UpdateBatch;
import org.temper.samplers.Sampler;
import org.temper.samplers.rewards.RewardSource;

/**
 * Groups of completions of tasks' prompts, with their rewards, for one iteration after another.
 *
 * <p>An epoch is one pass over the shuffled tasks, P in each iteration; the tasks that do not fill
 * an iteration are left out of that epoch, another leaves out others. An iteration is sampled when
 * it is asked for, with the policy as it is then. What it draws follows from the seed, the epoch
 * and its index alone, so that a resumed run draws what the uninterrupted one would have drawn.
 *
 * <p>An episode without a known reward is left out and counted, and a group with no episode left
 * disappears. Where not a single episode of an iteration is rewarded, it ends with a {@link
 * NoRewardException} that tells the reasons.
 */
public final class TaskRollouts implements OnPolicySource<RolloutBatch> {
  private final Sampler sampler;
  private final Iterations iterations;
  private final Supplier<String> contents;

  private TaskRollouts(Sampler sampler, Iterations iterations, Supplier<String> contents) {
    this.sampler = sampler;
    this.iterations = iterations;
    this.contents = Suppliers.memoize(contents::get);
  }

  /**
   * Rollouts of tasks.
   *
   * @param sampler completes the prompts
   * @param tasks the tasks, at least as many as an iteration has prompts
   * @param rewards judges the completions
   * @param config what an iteration plays
   * @param <T> what a task is
   * @return the rollouts
   * @throws IllegalArgumentException if there are too few tasks, a prompt holds an id outside the
   *     vocabulary, or is longer than the policy can take
   */
  public static <T> TaskRollouts of(
      Sampler sampler, List<PromptedTask<T>> tasks, RewardSource<T> rewards, RolloutConfig config) {
    List<PromptedTask<T>> copy = List.copyOf(tasks);
    for (PromptedTask<T> task : copy) {
      checkArgument(
          task.prompt().stream().allMatch(id -> id >= 0 && id < sampler.vocabularySize()),
          "tasks[%s].prompt: expected ids below %s, got %s",
          task.id(),
          sampler.vocabularySize(),
          task.prompt());
      checkArgument(
          task.prompt().length() <= sampler.maxLength(),
          "tasks[%s].prompt: expected at most %s tokens, got %s",
          task.id(),
          sampler.maxLength(),
          task.prompt().length());
    }
    JudgedEpisodes<T> judged =
        new JudgedEpisodes<>(
            copy.stream().map(PromptedTask::task).toList(),
            completions(sampler, copy),
            completions(sampler.asGreedy(), copy),
            rewards);
    return new TaskRollouts(
        sampler,
        new Iterations(copy.stream().map(PromptedTask::id).toList(), judged, config),
        () -> contents(copy));
  }

  private static <T> String contents(List<PromptedTask<T>> tasks) {
    ContentHash hash = new ContentHash();
    for (PromptedTask<T> task : tasks) {
      hash.add(task.id()).add(task.prompt().length());
      task.prompt().forEach(hash::add);
    }
    return hash.digits();
  }

  /**
   * A player of episodes of one turn: completions of tasks' prompts.
   *
   * @param sampler completes the prompts
   * @param tasks the tasks
   * @param <T> what a task is
   * @return the player
   */
  public static <T> Episodes completions(Sampler sampler, List<PromptedTask<T>> tasks) {
    return (taskIndices, streams, iterationSeed, drawSeed) ->
        sampler.sample(
            taskIndices.stream().map(index -> tasks.get(index).prompt().toArray()).toList(),
            streams,
            drawSeed);
  }

  @Override
  public Policy policy() {
    return sampler.policy();
  }

  /**
   * {@inheritDoc}
   *
   * @return iterations of an epoch
   */
  @Override
  public long updatesPerEpoch() {
    return iterations.perEpoch();
  }

  /**
   * {@inheritDoc}
   *
   * @return {@code data.*} of the tasks' ids and prompts, {@code rollouts.*} of what an iteration
   *     plays, and {@code rollouts.sampling}; what judges the completions is the caller's to state
   */
  @Override
  public Map<String, String> identity() {
    return ImmutableMap.<String, String>builder()
        .putAll(iterations.identity(contents.get()))
        // How many rows are decoded at once changes nothing.
        .put("rollouts.sampling", sampler.config().withMaxRows(1).toString())
        .buildOrThrow();
  }

  /**
   * {@inheritDoc}
   *
   * @return the iteration, played now
   * @throws NoRewardException if no episode has a known reward
   */
  @Override
  public UpdateBatch<RolloutBatch> update(long seed, long index) {
    return iterations.play(seed, index);
  }
}
