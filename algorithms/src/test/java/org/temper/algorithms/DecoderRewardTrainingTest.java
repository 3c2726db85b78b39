package org.temper.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.reward.RewardConfig;
import org.temper.algorithms.reward.RewardMetrics;
import org.temper.algorithms.reward.RewardTrainer;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.ComparisonBatch;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.Optimizer;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.TokenSequence;
import org.temper.data.BatchConfig;
import org.temper.data.ComparisonBatches;
import org.temper.models.decoder.ActivationLimit;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.DecoderRewardModel;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.testkit.LiveArrays;

/** The trainer of reward models with a decoder and the optimizer that real runs use. */
class DecoderRewardTrainingTest {
  private static final int VOCABULARY = 24;
  private static final long LIKED = 7;
  private static final DecoderConfig TINY =
      new DecoderConfig(
          VOCABULARY, 16, 32, 2, 2, 1, 8, 32, 1e-5, RotaryConfig.of(10_000), Set.of());

  @TempDir private Path directory;

  private static DecoderRewardModel model(long activationBytes) {
    DecoderOptions options =
        DecoderOptions.defaults().withActivations(ActivationLimit.of(activationBytes));
    try (DecoderPolicy policy = DecoderPolicy.random(TINY, 5, options)) {
      return DecoderRewardModel.of(policy, 1);
    }
  }

  private static Optimizer optimizer(DecoderRewardModel model) {
    return AdamW.of(model.parameters(), AdamWConfig.of(Schedules.cosine(1e-2, 0, 2, 60)));
  }

  /** Completions of different lengths, of which the one with the token that is liked is chosen. */
  private static List<Group> groups(int count, long seed) {
    Random random = new Random(seed);
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long[] prompt = {random.nextInt((int) LIKED)};
      long[] chosen = random.longs(3 + random.nextInt(4), 8, VOCABULARY).toArray();
      long[] rejected = random.longs(3 + random.nextInt(4), 8, VOCABULARY).toArray();
      chosen[random.nextInt(chosen.length)] = LIKED;
      groups.add(
          Group.ofPair(
              new Pair(TokenSequence.of(prompt, chosen), TokenSequence.of(prompt, rejected)), 0));
    }
    return groups;
  }

  @Test
  void findsTheTokenThatIsLikedInCompletionsItHasNotSeen() {
    List<ComparisonBatch> heldOut = ComparisonBatches.inOrder(groups(100, 2), 50);
    ComparisonBatch train = ComparisonBatch.of(groups(200, 1));
    try (DecoderRewardModel model = model(Long.MAX_VALUE);
        Optimizer optimizer = optimizer(model)) {
      RewardTrainer trainer = new RewardTrainer(model, optimizer, new RewardConfig(0.01));
      for (int update = 0; update < 60; update++) {
        trainer.update(List.of(train));
      }
      assertThat(trainer.evaluate(heldOut).get(RewardMetrics.ACCURACY)).isGreaterThan(0.9);
    }
  }

  @Test
  void recomputedActivationsGiveTheSameUpdatesAndLeaveNoArraysBehind() {
    List<ComparisonBatch> batch = List.of(ComparisonBatch.of(groups(8, 1)));
    try (DecoderRewardModel kept = model(Long.MAX_VALUE);
        DecoderRewardModel recomputed = model(0);
        Optimizer ofKept = optimizer(kept);
        Optimizer ofRecomputed = optimizer(recomputed)) {
      RewardTrainer expected = new RewardTrainer(kept, ofKept, new RewardConfig(0.01));
      RewardTrainer actual = new RewardTrainer(recomputed, ofRecomputed, new RewardConfig(0.01));
      for (int update = 0; update < 3; update++) {
        Metrics of = expected.update(batch);
        assertThat(actual.update(batch).loss()).isCloseTo(of.loss(), within(1e-4));
      }
      LiveArrays.assertConstant("a reward model's update", () -> actual.update(batch));
    }
  }

  @Test
  void aResumedRunRepeatsTheUninterruptedOne() throws IOException {
    Path whole = directory.resolve("whole");
    Path stopped = directory.resolve("stopped");
    run(whole, TrainingRun::start);
    run(stopped, TrainingRun::start);
    // As if it had been killed between the two checkpoints.
    Files.delete(stopped.resolve("checkpoints/update-00000008/checkpoint.json"));
    run(stopped, TrainingRun::resume);
    assertThat(stopped.resolve("metrics.jsonl"))
        .hasSameTextualContentAs(whole.resolve("metrics.jsonl"));
    for (String part : List.of("model.ndlist", "optimizer.ndlist")) {
      Path file = Path.of("checkpoints/update-00000008", part);
      assertThat(stopped.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
    }
  }

  private static void run(Path out, Consumer<TrainingRun<ComparisonBatch>> how) {
    try (DecoderRewardModel model = model(Long.MAX_VALUE);
        Optimizer optimizer = optimizer(model)) {
      RunConfig config = RunConfig.of(out, RunLength.ofUpdates(8), 3).withCheckpointEvery(4);
      how.accept(
          TrainingRun.of(
              new RewardTrainer(model, optimizer, RewardConfig.defaults()),
              ComparisonBatches.of(groups(32, 1), BatchConfig.of(8)),
              config));
    }
  }
}
