package org.temper.cli.rl;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.rollouts.Task;
import org.temper.api.Policy;
import org.temper.api.rollouts.Trajectory;
import org.temper.cli.training.Divergence;
import org.temper.data.PromptCompletion;
import org.temper.samplers.Sampler;
import org.temper.samplers.rewards.RewardSource;

/**
 * Tasks that a policy is measured on: one completion of each, drawn as in training, always by the
 * same draws.
 */
record HeldOutTasks(
    List<Task<PromptCompletion>> tasks,
    Policy policy,
    Policy reference,
    Sampler sampler,
    OpenRewards rewards,
    long seed) {
  Map<String, Double> measure() {
    List<Trajectory> completions =
        sampler.sample(tasks.stream().map(task -> task.prompt().toArray()).toList(), seed);
    List<PromptCompletion> asked = tasks.stream().map(Task::task).toList();
    ImmutableMap.Builder<String, Double> figures = ImmutableMap.builder();
    rewards
        .program()
        .ifPresent(program -> figures.put("pass@1", mean(program, asked, completions)));
    rewards
        .ofModel()
        .ifPresent(model -> figures.put("model_reward", mean(model, asked, completions)));
    Divergence.Figures ofPolicy = Divergence.figures(policy, reference, completions);
    figures.put("kl", ofPolicy.kl());
    figures.put("entropy", ofPolicy.entropy());
    figures.put(
        "completion_length",
        completions.stream().mapToInt(t -> t.completion().length()).average().orElse(0));
    return figures.buildOrThrow();
  }

  /** Over the completions whose reward is known; NaN where none is. */
  private static double mean(
      RewardSource<PromptCompletion> source,
      List<PromptCompletion> asked,
      List<Trajectory> completions) {
    return Arrays.stream(source.rewards(asked, completions))
        .filter(reward -> !Double.isNaN(reward))
        .average()
        .orElse(Double.NaN);
  }
}
