package org.temper.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.temper.algorithms.group.GroupConfig;
import org.temper.algorithms.group.GroupMethod;
import org.temper.algorithms.group.GroupTrainer;
import org.temper.algorithms.metrics.MetricValues;
import org.temper.algorithms.run.Schedules;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.TrajectoryGroup;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;

/**
 * Group relative policy optimization with the loop in sight and a reward of one's own: MODEL OUT
 * ITERATIONS LEARNING_RATE WORD PROMPT... The model learns to write the word.
 */
public final class GrpoLoop {
  private static final int GROUP_SIZE = 8;

  private GrpoLoop() {}

  /** A reward of one's own: the share of the words wanted, any number will do. */
  private static double reward(String completion, String word) {
    List<String> words = List.of(completion.toLowerCase(Locale.ROOT).split("\\W+"));
    return (double) words.stream().filter(word::equals).count() / words.size();
  }

  public static void main(String[] args) throws IOException {
    int iterations = Integer.parseInt(args[2]);
    double learningRate = Double.parseDouble(args[3]);
    String word = args[4];
    try (LanguageModel model = LanguageModel.load(Path.of(args[0]), DecoderOptions.defaults());
        AdamW optimizer =
            AdamW.of(
                model.policy().parameters(), AdamWConfig.of(Schedules.constant(learningRate, 5)))) {
      List<long[]> prompts = new ArrayList<>();
      for (int i = 5; i < args.length; i++) {
        prompts.add(model.codec().encodePrompt(args[i]));
      }
      // tag::grpo[]
      Sampler sampler =
          Sampler.of(
              model.policy(),
              model.codec(),
              SamplingConfig.defaults()
                  .withMaxNewTokens(32)
                  .withStopTokens(model.codec().endTokens()));
      GroupTrainer grpo =
          new GroupTrainer(model.policy(), optimizer, GroupConfig.of(GroupMethod.grpo()), 1);
      for (int iteration = 0; iteration < iterations; iteration++) {
        List<TrajectoryGroup> groups = new ArrayList<>();
        for (List<Trajectory> completions : sampler.sampleGroups(prompts, GROUP_SIZE, iteration)) {
          List<RewardedTrajectory> rewarded = new ArrayList<>();
          for (Trajectory completion : completions) {
            String text = model.codec().decode(completion.completion().toArray());
            rewarded.add(RewardedTrajectory.of(completion, reward(text, word)));
          }
          groups.add(TrajectoryGroup.of("prompt " + groups.size(), rewarded));
        }
        MetricValues metrics = grpo.update(List.of(RolloutBatch.of(groups)));
        System.out.printf("%d %s%n", iteration, metrics.toMap().get("reward"));
      }
      // end::grpo[]
      model.save(Path.of(args[1]));
    }
  }
}
