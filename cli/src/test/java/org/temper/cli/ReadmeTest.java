package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.google.common.primitives.ImmutableDoubleArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.asft.AsftConfig;
import org.temper.algorithms.asft.AsftTrainer;
import org.temper.algorithms.asft.Baselines;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.run.TrainingRun;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.TokenSequence;
import org.temper.api.items.ItemInputs;
import org.temper.data.BatchConfig;
import org.temper.data.JsonlReader;
import org.temper.data.SequenceBatches;
import org.temper.data.Tokenization;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.feedback.Standardization;
import org.temper.interactions.files.InteractionReader;
import org.temper.interactions.files.ReadOptions;
import org.temper.interactions.files.Timestamps;
import org.temper.interactions.sequences.SequenceConfig;
import org.temper.interactions.sequences.UserSequences;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.RecommenderDirectory;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.models.recommender.RecommenderOptions;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.models.recommender.SasRecConfig;

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

  @Test
  void theRecommenderIsClonedPostTrainedAndSaved(@TempDir Path directory) throws IOException {
    StringBuilder ratings = new StringBuilder();
    for (int event = 0; event < 400; event++) {
      int user = event % 20;
      int item = (user * 7 + event / 20 * 3) % 15;
      ratings.append(String.format("%d::%d::%d::%d%n", user, item, event % 5 + 1, 1000 + event));
    }
    Path file = Files.writeString(directory.resolve("ratings.dat"), ratings);
    postTrain(file, directory.resolve("out"));
    assertThat(directory.resolve("out").resolve("model").resolve("items.txt")).isNotEmptyFile();
  }

  private static void postTrain(Path ratings, Path out) throws IOException {
    InteractionLog log =
        InteractionReader.doubleColon(ratings, ReadOptions.strict(Timestamps.SECONDS, 1))
            .log()
            .kCore(5);
    log = Standardization.of(log, "rating").addTo(log, "rating", "reward");
    double[] means =
        Baselines.userMeans(log.userIds().toArray(), log.events().feedback("reward").toArray());
    log = log.withFeedback("user mean", ImmutableDoubleArray.copyOf(means));
    UserSequences sequences =
        UserSequences.of(
            log,
            SequenceConfig.of(50)
                .withSideInput(ItemInputs.REWARDS, "reward")
                .withSideInput(ItemInputs.BASELINES, "user mean"),
            BatchConfig.of(8));
    SasRecConfig shape = new SasRecConfig(log.items().size(), 8, 1, 2, 50);
    RecommenderOptions options = RecommenderOptions.on(Device.cpu()).withDropout(0.2, 1);
    try (RecommenderPolicy policy = RecommenderPolicy.random(shape, 1, options)) {
      AdamWConfig settings = AdamWConfig.of(Schedules.constant(1e-3, 5));
      try (AdamW adamW = AdamW.of(policy.parameters(), settings)) {
        RunConfig run = RunConfig.of(out.resolve("cloning"), RunLength.ofEpochs(2), 1);
        TrainingRun.of(new SftTrainer(policy, adamW), sequences, run).start();
      }
      try (AdamW adamW = AdamW.of(policy.parameters(), settings)) {
        AsftTrainer trainer = new AsftTrainer(policy, adamW, AsftConfig.defaults());
        RunConfig run = RunConfig.of(out.resolve("a-sft"), RunLength.ofUpdates(3), 1);
        TrainingRun.of(trainer, sequences, run).start();
      }
      new RecommenderDirectory(policy, log.items().asList()).save(out.resolve("model"));
    }
  }
}
