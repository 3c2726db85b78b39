package org.temper.cli.rl;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.algorithms.rollouts.TaskRollouts;
import org.temper.api.Policy;
import org.temper.api.Seeds;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.TrajectoryReward;
import org.temper.api.text.TextCodec;
import org.temper.api.updates.OnPolicySource;
import org.temper.cli.training.Completions.Question;
import org.temper.data.DataHash;
import org.temper.data.PromptCompletion;
import org.temper.data.Split;
import org.temper.models.hf.LanguageModel;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.RewardSource;

/**
 * Completions of tasks' prompts.
 *
 * @param model what completes them
 * @param data the tasks with their prompts
 * @param judging whether they have a verifier of their own
 * @param lengths how long they become
 * @param seed decides the draws of those to measure on
 */
record TaskEpisodes(
    LanguageModel model,
    Split<Question<PromptCompletion>> data,
    RewardOptions.Judging judging,
    Lengths lengths,
    long seed)
    implements Episodes {
  private static final String MEASURE = "measure-held-out";

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "data: %,d tasks to learn from, %,d held out; a prompt and its completion have at most %,d"
            + " tokens, %,d of them new",
        data.train().size(),
        data.heldOut().size(),
        lengths.episode(),
        lengths.action());
  }

  /**
   * The prompts state themselves; the answers that rewards see, and what is measured on, do not.
   */
  @Override
  public Map<String, String> identity() {
    return ImmutableMap.of(
        "data.answers",
        DataHash.ofTexts(texts(data.train())),
        "data.held_out",
        DataHash.ofTexts(texts(data.heldOut())));
  }

  private static List<PromptCompletion> texts(List<Question<PromptCompletion>> asked) {
    return asked.stream().map(Question::task).toList();
  }

  @Override
  public NothingToLearn.Causes causes() {
    return new NothingToLearn.Causes(
        "The verifier may never pass: look at samples/, and see whether the tasks are too hard,"
            + " --max-new-tokens too few, or a supervised stage is needed first",
        "every completion was cut off: --max-new-tokens may be too few for this task");
  }

  @Override
  public Optional<TrajectoryReward<PromptCompletion>> program(
      RewardOptions rewards, TextCodec codec) {
    return rewards.program(judging, codec);
  }

  @Override
  public OnPolicySource<RolloutBatch> source(
      SamplingConfig sampling, OpenRewards judges, RolloutConfig config) {
    RewardSource<PromptCompletion> learned =
        judges.<PromptCompletion>ofModel().orElseGet(() -> judges.program().orElseThrow());
    return TaskRollouts.of(sampler(sampling), tasks(data.train()), learned, config);
  }

  @Override
  public HeldOut<PromptCompletion> heldOut(
      SamplingConfig sampling, OpenRewards judges, Policy reference, int rows) {
    Sampler sampler = sampler(sampling);
    long draws = Seeds.derive(seed, MEASURE);
    List<long[]> prompts = data.heldOut().stream().map(Question::prompt).toList();
    ImmutableMap.Builder<String, RewardSource<PromptCompletion>> sources = ImmutableMap.builder();
    judges.program().ifPresent(program -> sources.put("pass@1", program));
    judges.<PromptCompletion>ofModel().ifPresent(judge -> sources.put("model_reward", judge));
    return new HeldOut<>(
        () ->
            new HeldOut.Played<>(
                texts(data.heldOut()), sampler.sample(prompts, draws), ImmutableMap.of()),
        sources.buildOrThrow(),
        new HeldOut.Scored(model.policy(), reference, rows),
        (task, completion) ->
            new HeldOut.Text(task.prompt(), completion.completionText(model.codec())));
  }

  private Sampler sampler(SamplingConfig sampling) {
    return Sampler.of(model.policy(), model.codec(), sampling);
  }

  private List<PromptedTask<PromptCompletion>> tasks(List<Question<PromptCompletion>> asked) {
    return IntStream.range(0, asked.size())
        .mapToObj(
            i -> PromptedTask.of("task " + (i + 1), asked.get(i).task(), asked.get(i).prompt()))
        .toList();
  }
}
