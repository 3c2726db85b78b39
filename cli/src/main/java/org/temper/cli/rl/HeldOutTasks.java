package org.temper.cli.rl;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.rollouts.Task;
import org.temper.api.Policy;
import org.temper.api.TextCodec;
import org.temper.api.rollouts.Trajectory;
import org.temper.cli.training.Divergence;
import org.temper.data.PromptCompletion;
import org.temper.samplers.Sampler;

/**
 * Tasks that a policy is measured on: one completion of each, drawn as in training, always by the
 * same draws.
 */
final class HeldOutTasks {
  private final List<Task<PromptCompletion>> tasks;
  private final Policy reference;
  private final Sampler sampler;
  private final TextCodec codec;
  private final OpenRewards rewards;
  private final int rows;
  private final long seed;
  private List<SampleLog.Sample> latest = List.of();

  /**
   * Tasks.
   *
   * @param tasks the tasks
   * @param reference what the policy is compared with
   * @param sampler draws from the policy
   * @param codec the policy's tokenizer
   * @param rewards what judges
   * @param rows completions scored at once
   * @param seed decides the draws
   */
  HeldOutTasks(
      List<Task<PromptCompletion>> tasks,
      Policy reference,
      Sampler sampler,
      TextCodec codec,
      OpenRewards rewards,
      int rows,
      long seed) {
    this.tasks = List.copyOf(tasks);
    this.reference = reference;
    this.sampler = sampler;
    this.codec = codec;
    this.rewards = rewards;
    this.rows = rows;
    this.seed = seed;
  }

  /** Samples, judges and scores the tasks anew. */
  Map<String, Double> measure() {
    List<Trajectory> completions =
        sampler.sample(tasks.stream().map(task -> task.prompt().toArray()).toList(), seed);
    List<PromptCompletion> asked = tasks.stream().map(Task::task).toList();
    Map<String, double[]> judged = new LinkedHashMap<>();
    rewards
        .program()
        .ifPresent(program -> judged.put("pass@1", program.rewards(asked, completions)));
    rewards
        .ofModel()
        .ifPresent(model -> judged.put("model_reward", model.rewards(asked, completions)));
    latest = samples(asked, completions, judged);
    ImmutableMap.Builder<String, Double> figures = ImmutableMap.builder();
    judged.forEach((name, values) -> figures.put(name, mean(values)));
    Divergence.Figures ofPolicy =
        Divergence.figures(sampler.policy(), reference, completions, rows);
    figures.put("kl", ofPolicy.kl());
    figures.put("entropy", ofPolicy.entropy());
    figures.put(
        "completion_length",
        completions.stream().mapToInt(t -> t.completion().length()).average().orElse(0));
    return figures.buildOrThrow();
  }

  /** The completions of the last measurement. */
  List<SampleLog.Sample> latest() {
    return latest;
  }

  private List<SampleLog.Sample> samples(
      List<PromptCompletion> asked, List<Trajectory> completions, Map<String, double[]> judged) {
    List<SampleLog.Sample> samples = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      ImmutableMap.Builder<String, Double> given = ImmutableMap.builder();
      for (Map.Entry<String, double[]> source : judged.entrySet()) {
        given.put(source.getKey(), source.getValue()[i]);
      }
      samples.add(
          new SampleLog.Sample(
              asked.get(i).prompt(),
              completions.get(i).completionText(codec),
              given.buildOrThrow()));
    }
    return samples;
  }

  /** Over the completions whose reward is known; NaN where none is. */
  private static double mean(double[] rewards) {
    return Arrays.stream(rewards)
        .filter(reward -> !Double.isNaN(reward))
        .average()
        .orElse(Double.NaN);
  }
}
