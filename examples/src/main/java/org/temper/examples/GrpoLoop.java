package org.temper.examples;

// tag::grpo[]
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.temper.algorithms.group.GroupConfig;
import org.temper.algorithms.group.GroupMethod;
import org.temper.algorithms.group.GroupTrainer;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.policygradient.PolicyMetrics;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.algorithms.rollouts.TaskRollouts;
import org.temper.algorithms.run.Schedules;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.RewardSource;

/**
 * Group relative policy optimization with the loop in sight and a reward of one's own: MODEL OUT
 * ITERATIONS LEARNING_RATE WORD PROMPT... The model learns to write the word.
 */
public final class GrpoLoop {
  private GrpoLoop() {}

  /** A reward of one's own: here the share of a completion's words that are the wanted one. */
  private static double reward(String wanted, String completion) {
    List<String> words =
        Splitter.onPattern("\\W+").splitToList(completion.toLowerCase(Locale.ROOT));
    return (double) words.stream().filter(wanted::equals).count() / words.size();
  }

  public static void main(String[] args) throws IOException {
    int iterations = Integer.parseInt(args[2]);
    AdamWConfig settings = AdamWConfig.of(Schedules.constant(Double.parseDouble(args[3]), 5));
    try (LanguageModel model = LanguageModel.load(Path.of(args[0]), DecoderOptions.defaults());
        AdamW optimizer = AdamW.of(model.policy().parameters(), settings)) {
      List<PromptedTask<String>> tasks = new ArrayList<>();
      for (int i = 5; i < args.length; i++) {
        tasks.add(
            PromptedTask.of("prompt " + (i - 4), args[4], model.codec().encodePrompt(args[i])));
      }
      RewardSource<String> rewards =
          (wanted, episodes) ->
              IntStream.range(0, wanted.size())
                  .mapToDouble(
                      i -> reward(wanted.get(i), episodes.get(i).completionText(model.codec())))
                  .toArray();
      SamplingConfig sampling =
          SamplingConfig.defaults().withMaxNewTokens(32).withStopTokens(model.codec().endTokens());
      Sampler sampler = Sampler.of(model.policy(), model.codec(), sampling);
      RolloutConfig groups = RolloutConfig.of(tasks.size(), 8); // 8 completions of each prompt
      TaskRollouts rollouts = TaskRollouts.of(sampler, tasks, rewards, groups);
      GroupConfig grpo = GroupConfig.of(GroupMethod.grpo());
      GroupTrainer trainer = new GroupTrainer(model.policy(), optimizer, grpo, 1);
      for (int iteration = 0; iteration < iterations; iteration++) {
        Metrics metrics = trainer.iterate(rollouts.update(1, iteration).microBatches());
        System.out.printf("%d %s%n", iteration, metrics.get(PolicyMetrics.REWARD));
      }
      model.save(Path.of(args[1]));
    }
  }
}
// end::grpo[]
