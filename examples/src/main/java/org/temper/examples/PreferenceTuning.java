package org.temper.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.temper.algorithms.preference.PreferenceMetrics;
import org.temper.algorithms.preference.PreferenceObjective;
import org.temper.algorithms.preference.PreferenceTrainer;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.data.BatchConfig;
import org.temper.data.JsonlReader;
import org.temper.data.PreferenceBatches;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.reporting.ConsoleProgress;

/** Direct preference optimization of a checkpoint: MODEL PAIRS.jsonl OUT UPDATES LEARNING_RATE. */
public final class PreferenceTuning {
  private PreferenceTuning() {}

  public static void main(String[] args) throws IOException {
    Path base = Path.of(args[0]);
    Path pairs = Path.of(args[1]); // {"prompt": "...", "chosen": "...", "rejected": "..."} a line
    Path out = Path.of(args[2]);
    int updates = Integer.parseInt(args[3]);
    double peak = Double.parseDouble(args[4]);
    // tag::dpo[]
    try (LanguageModel model = LanguageModel.load(base, DecoderOptions.defaults());
        Policy reference = model.policy().reference()) {
      int maxLength = Math.min(1024, model.policy().maxLength());
      List<Pair> all =
          Tokenization.of(model.codec(), maxLength, Tokenization.Overflow.TRUNCATE)
              .pairs(JsonlReader.preferences(pairs))
              .examples();
      Split<Pair> split = Split.random(all, Math.max(1, all.size() / 10), 1);
      AdamWConfig settings = AdamWConfig.of(Schedules.cosine(peak, peak / 10, 10, updates));
      try (AdamW optimizer = AdamW.of(model.policy().parameters(), settings)) {
        PreferenceTrainer<PreferenceBatch> trainer =
            PreferenceTrainer.ofTexts(
                model.policy(), reference, optimizer, PreferenceObjective.dpo(0.1));
        TrainingRun.of(
                trainer,
                PreferenceBatches.of(split.train(), BatchConfig.of(16)),
                RunConfig.of(out, RunLength.ofUpdates(updates), 1))
            .withSink(new ConsoleProgress("dpo"))
            .start();
        System.out.printf(
            "held-out pairs ranked rightly: %.3f%n",
            trainer
                .evaluate(PreferenceBatches.inOrder(split.heldOut(), 16))
                .get(PreferenceMetrics.ACCURACY));
      }
      model.save(out.resolve("model"));
    }
    // end::dpo[]
  }
}
