package org.temper.examples;

// tag::fine-tune[]
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.run.TrainingRun;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.TokenSequence;
import org.temper.data.BatchConfig;
import org.temper.data.JsonlReader;
import org.temper.data.SequenceBatches;
import org.temper.data.Tokenization;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.reporting.ConsoleProgress;

/**
 * Supervised fine-tuning of a Hugging Face checkpoint on prompts and completions: MODEL DATA.jsonl
 * OUT UPDATES.
 */
public final class FineTune {
  private FineTune() {}

  public static void main(String[] args) throws IOException {
    Path base = Path.of(args[0]); // config.json, model.safetensors, tokenizer.json
    Path data = Path.of(args[1]); // {"prompt": "...", "completion": "..."} a line
    Path out = Path.of(args[2]);
    int updates = Integer.parseInt(args[3]);
    try (LanguageModel model = LanguageModel.load(base, DecoderOptions.defaults())) {
      int maxLength = Math.min(1024, model.policy().maxLength());
      List<TokenSequence> examples =
          Tokenization.of(model.codec(), maxLength, Tokenization.Overflow.TRUNCATE)
              .sequences(JsonlReader.promptCompletions(data))
              .examples();
      AdamWConfig settings = AdamWConfig.of(Schedules.cosine(2e-5, 2e-6, 10, updates));
      try (AdamW optimizer = AdamW.of(model.policy().parameters(), settings)) {
        TrainingRun.of(
                new SftTrainer(model.policy(), optimizer),
                SequenceBatches.of(examples, BatchConfig.of(16)),
                RunConfig.of(out, RunLength.ofUpdates(updates), 1))
            .withSink(new ConsoleProgress("sft"))
            .start();
      }
      model.save(out.resolve("model"));
    }
  }
}
// end::fine-tune[]
