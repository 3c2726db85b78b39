package org.temper.algorithms.rollouts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.api.ContentHash;
import org.temper.api.Policy;
import org.temper.api.Seeds;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.updates.OnPolicySource;
import org.temper.api.updates.UpdateBatch;
import org.temper.samplers.Rollouts;
import org.temper.samplers.calls.GuardedCalls;
import org.temper.samplers.calls.Outcome;
import org.temper.samplers.rewards.RewardSource;

/**
 * Groups of episodes in tasks' environments, with their rewards, for one iteration after another:
 * {@link TaskRollouts} of several turns. All episodes of a group start from the same seed, so that
 * they differ in what the policy draws and in nothing else.
 *
 * <p>What the environment itself gave is the source {@link
 * org.temper.samplers.rewards.EnvironmentRewards}, alone or in a {@link
 * org.temper.samplers.rewards.WeightedRewards} beside others. Episodes that {@linkplain
 * org.temper.api.rollouts.Ending#failed failed} are not judged: they are left out and counted.
 */
public final class EnvironmentRollouts implements OnPolicySource<RolloutBatch> {
  private static final Logger LOG = LoggerFactory.getLogger(EnvironmentRollouts.class);
  private static final String EPISODE = "rollout-episode";

  private final Policy policy;
  private final Iterations iterations;

  private EnvironmentRollouts(Policy policy, Iterations iterations) {
    this.policy = policy;
    this.iterations = iterations;
  }

  /**
   * Rollouts of tasks in environments.
   *
   * @param rollouts plays the episodes
   * @param tasks the tasks, at least as many as an iteration has prompts
   * @param rewards judges the episodes
   * @param config what an iteration plays
   * @param <T> what a task is
   * @return the rollouts
   * @throws IllegalArgumentException if there are too few tasks
   */
  public static <T> EnvironmentRollouts of(
      Rollouts rollouts,
      List<EnvironmentTask<T>> tasks,
      RewardSource<T> rewards,
      RolloutConfig config) {
    List<EnvironmentTask<T>> copy = List.copyOf(tasks);
    JudgedEpisodes<T> judged =
        new JudgedEpisodes<>(
            copy.stream().map(EnvironmentTask::task).toList(),
            episodes(rollouts, copy),
            episodes(rollouts.asGreedy(), copy),
            rewards);
    return new EnvironmentRollouts(
        rollouts.policy(),
        new Iterations(copy.stream().map(EnvironmentTask::id).toList(), judged, config));
  }

  /**
   * Plays one episode of each task, such as to measure a policy: the same episodes and draws
   * whenever the seed is the same.
   *
   * @param rollouts plays the episodes
   * @param tasks the tasks, whose environments are closed afterwards
   * @param seed decides the episodes and the draws
   * @param <T> what a task is
   * @return one trajectory for each task, in order; see {@link Rollouts#play(List, long)}
   */
  public static <T> List<Trajectory> play(
      Rollouts rollouts, List<EnvironmentTask<T>> tasks, long seed) {
    int count = tasks.size();
    return episodes(rollouts, tasks)
        .play(
            IntStream.range(0, count).boxed().toList(),
            LongStream.range(0, count).toArray(),
            seed,
            seed);
  }

  /**
   * A player of tasks' episodes. Those of a task start from the same seed, and each environment is
   * closed after its episode.
   *
   * @param rollouts plays the episodes
   * @param tasks the tasks
   * @param <T> what a task is
   * @return the player
   */
  public static <T> Episodes episodes(Rollouts rollouts, List<EnvironmentTask<T>> tasks) {
    return episodes(rollouts, tasks, (trajectory, environment) -> {});
  }

  /**
   * A player of tasks' episodes that tells of each once all of them are over.
   *
   * @param rollouts plays the episodes
   * @param tasks the tasks
   * @param played told of each episode, in order, before its environment is closed: its trajectory,
   *     and the environment, where one could be made
   * @param <T> what a task is
   * @return the player
   */
  public static <T> Episodes episodes(
      Rollouts rollouts,
      List<EnvironmentTask<T>> tasks,
      BiConsumer<Trajectory, Optional<Environment>> played) {
    return (taskIndices, streams, iterationSeed, drawSeed) -> {
      List<SeededEnvironment> environments = new ArrayList<>();
      for (int index : taskIndices) {
        environments.add(
            new SeededEnvironment(
                tasks.get(index).environment(), Seeds.derive(iterationSeed, EPISODE, index)));
      }
      try {
        List<Trajectory> trajectories = rollouts.play(environments, streams, drawSeed);
        for (int i = 0; i < trajectories.size(); i++) {
          played.accept(trajectories.get(i), environments.get(i).made());
        }
        return trajectories;
      } finally {
        close(environments, rollouts.stepDeadline());
      }
    };
  }

  /** Closes environments beside one another: one in whose step a call still hangs may hang too. */
  private static void close(List<SeededEnvironment> environments, Duration deadline) {
    try (GuardedCalls<Void> closings = GuardedCalls.of("environments", deadline)) {
      for (int i = 0; i < environments.size(); i++) {
        closings.start(i, Executors.callable(environments.get(i)::close, null));
      }
      while (closings.pending() > 0) {
        Outcome<Void> outcome = closings.next().outcome();
        if (outcome instanceof Outcome.Threw<Void> threw) {
          threw.warn(LOG, "An environment failed to close");
        } else if (outcome instanceof Outcome.TimedOut<Void>) {
          LOG.warn("An environment failed to close within {}", deadline);
        }
      }
    }
  }

  @Override
  public Policy policy() {
    return policy;
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
   * @return {@code data.*} of the tasks' ids and {@code rollouts.*} of what an iteration plays; the
   *     environments and what judges the episodes are the caller's to state
   */
  @Override
  public Map<String, String> identity() {
    ContentHash hash = new ContentHash();
    iterations.ids().forEach(hash::add);
    return iterations.identity(hash.digits());
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
