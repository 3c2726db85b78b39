package org.temper.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.run.TrainingRun;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.TokenSequence;
import org.temper.models.AdamW;
import org.temper.models.AdamWConfig;
import org.temper.models.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.samplers.data.BatchConfig;
import org.temper.samplers.data.JsonlReader;
import org.temper.samplers.data.SequenceBatches;
import org.temper.samplers.data.Tokenization;

/** The program of the README, on a tiny model. */
class ReadmeTest {

  @Test
  void theProgramTrainsAndSavesAModel(@TempDir Path directory) throws IOException {
    String pretrain =
        "pretrain --updates 2 --generated-documents 50 --width 16 --feed-forward 16 --layers 1"
            + " --heads 2 --context 64 --block-length 16 --batch-size 4 --out "
            + directory.resolve("base");
    Run.of((Object[]) pretrain.split(" ")).succeeds();
    Path data = directory.resolve("train.jsonl");
    Files.writeString(data, "{\"prompt\":\"1+1=\",\"completion\":\" 2\"}\n".repeat(20));
    fineTune(directory.resolve("base").resolve("model"), data, directory.resolve("out"));
    assertThat(directory.resolve("out").resolve("metrics.jsonl")).isNotEmptyFile();
    assertThat(directory.resolve("out").resolve("model").resolve("model.safetensors"))
        .isNotEmptyFile();
  }

  private static void fineTune(Path base, Path data, Path out) throws IOException {
    try (LanguageModel model = LanguageModel.load(base, DecoderOptions.defaults())) {
      List<TokenSequence> examples =
          Tokenization.of(model.codec(), 64, Tokenization.Overflow.TRUNCATE)
              .sequences(JsonlReader.promptCompletions(data))
              .examples();
      AdamWConfig settings = AdamWConfig.of(Schedules.cosine(2e-5, 2e-6, 1, 4));
      try (AdamW optimizer = AdamW.of(model.policy().parameters(), settings)) {
        SftTrainer trainer = new SftTrainer(model.policy(), optimizer);
        TrainingRun.of(
                trainer,
                SequenceBatches.of(examples, BatchConfig.of(16)),
                RunConfig.of(out, RunLength.ofUpdates(4), 1))
            .start();
      }
      model.save(out.resolve("model"));
    }
  }
}
