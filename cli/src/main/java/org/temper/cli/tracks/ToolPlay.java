package org.temper.cli.tracks;

import java.util.List;
import org.temper.algorithms.rollouts.EnvironmentRollouts;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.api.ContentHash;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.updates.OnPolicySource;
import org.temper.cli.agent.AgentEpisodes;
import org.temper.cli.agent.AgentTasks;
import org.temper.environments.Task;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.samplers.Sampler;
import org.temper.samplers.rewards.RewardSource;

/**
 * Tasks of several turns in an environment with tools. The answer is what the policy says last.
 *
 * @param environment the environment
 * @param <T> what is known of a task
 */
record ToolPlay<T>(AgentTasks<T> environment) implements Play<Task<T>> {

  @Override
  public List<String> ids(List<Task<T>> tasks) {
    return tasks.stream().map(Task::key).toList();
  }

  /** {@inheritDoc} A key names its task in every run. */
  @Override
  public String hash(List<Task<T>> tasks) {
    ContentHash hash = new ContentHash();
    tasks.forEach(task -> hash.add(task.key()));
    return hash.digits();
  }

  @Override
  public OnPolicySource<RolloutBatch> rollouts(
      Sampler sampler,
      HuggingFaceCodec codec,
      List<Task<T>> tasks,
      RewardSource<Task<T>> rewards,
      RolloutConfig config) {
    AgentEpisodes<T> play = play(sampler, codec);
    return EnvironmentRollouts.of(play.rollouts(), play.of(tasks), rewards, config);
  }

  @Override
  public List<Trajectory> episodes(
      Sampler sampler, HuggingFaceCodec codec, List<Task<T>> tasks, long seed) {
    AgentEpisodes<T> play = play(sampler, codec);
    return EnvironmentRollouts.play(play.rollouts(), play.of(tasks), seed);
  }

  private AgentEpisodes<T> play(Sampler sampler, HuggingFaceCodec codec) {
    return AgentEpisodes.of(sampler.policy(), codec, environment, sampler.config());
  }

  /** {@inheritDoc} A call is no answer: goals that want a number or a form are not met by it. */
  @Override
  public String answer(Trajectory episode, HuggingFaceCodec codec) {
    return episode.lastActionText(codec).strip();
  }
}
