package org.temper.algorithms.tracks;

import java.util.List;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.algorithms.rollouts.TaskRollouts;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.updates.OnPolicySource;
import org.temper.samplers.Sampler;
import org.temper.samplers.rewards.RewardSource;

/** The tasks of a track with their rewards, in whatever environment they are played. */
@FunctionalInterface
public interface TrackTasks {

  /**
   * The episodes of a model.
   *
   * @param sampler the model that plays them
   * @param config what an iteration plays
   * @return the source
   * @throws IllegalArgumentException if there are fewer tasks than an iteration plays, or the model
   *     cannot play one
   */
  OnPolicySource<RolloutBatch> rollouts(Sampler sampler, RolloutConfig config);

  /**
   * Tasks of one turn.
   *
   * @param tasks the tasks with their prompts
   * @param rewards judges the completions; what it is, is stated with {@link Track#withIdentity}
   * @param <T> what a task is
   * @return the tasks
   */
  static <T> TrackTasks of(List<PromptedTask<T>> tasks, RewardSource<T> rewards) {
    List<PromptedTask<T>> copy = List.copyOf(tasks);
    return (sampler, config) -> TaskRollouts.of(sampler, copy, rewards, config);
  }
}
