package org.temper.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.temper.algorithms.reward.RewardConfig;
import org.temper.algorithms.reward.RewardEvaluation;
import org.temper.algorithms.reward.RewardTrainer;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.ComparisonBatch.Group;
import org.temper.data.BatchConfig;
import org.temper.data.ComparisonBatches;
import org.temper.data.JsonlReader;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageRewardModel;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.reporting.ConsoleProgress;

/**
 * Training of a reward model on pairs of completions: MODEL PAIRS.jsonl OUT UPDATES LEARNING_RATE.
 */
public final class RewardModelTraining {
  private RewardModelTraining() {}

  public static void main(String[] args) throws IOException {
    Path base = Path.of(args[0]);
    Path pairs = Path.of(args[1]); // {"prompt": "...", "chosen": "...", "rejected": "..."} a line
    Path out = Path.of(args[2]);
    int updates = Integer.parseInt(args[3]);
    double peak = Double.parseDouble(args[4]);
    // tag::reward[]
    // The head over the vocabulary gives way to one of a single number, drawn by the seed.
    try (LanguageRewardModel reward =
        LanguageRewardModel.begin(base, 1, DecoderOptions.defaults())) {
      int maxLength = Math.min(1024, reward.model().config().maxLength());
      List<Group> groups =
          Tokenization.of(reward.codec(), maxLength, Tokenization.Overflow.TRUNCATE)
              .pairs(JsonlReader.preferences(pairs))
              .examples()
              .stream()
              .map(pair -> Group.ofPair(pair, 0))
              .toList();
      Split<Group> split = Split.random(groups, Math.max(1, groups.size() / 10), 1);
      AdamWConfig settings = AdamWConfig.of(Schedules.cosine(peak, peak / 10, 10, updates));
      try (AdamW optimizer = AdamW.of(reward.model().parameters(), settings)) {
        TrainingRun.of(
                new RewardTrainer(reward.model(), optimizer, RewardConfig.defaults()),
                ComparisonBatches.of(split.train(), BatchConfig.of(16)),
                RunConfig.of(out, RunLength.ofUpdates(updates), 1))
            .withSink(new ConsoleProgress("reward"))
            .start();
      }
      RewardEvaluation heldOut =
          RewardEvaluation.of(reward.model(), ComparisonBatches.inOrder(split.heldOut(), 16));
      System.out.printf("held-out pairs ranked rightly: %.3f%n", heldOut.pairAccuracy());
      reward.save(out.resolve("model"));
    }
    // end::reward[]
  }
}
