package org.temper.algorithms;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.checkpoints.Checkpoint;
import org.temper.algorithms.checkpoints.Checkpoints;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.metrics.MetricsFile;
import org.temper.algorithms.preference.PreferenceMetrics;
import org.temper.algorithms.preference.PreferenceObjective;
import org.temper.algorithms.preference.PreferenceTrainer;
import org.temper.algorithms.run.DivergenceException;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.run.TrainingRun;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.PreferenceBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.updates.UpdateSource;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.testkit.Epochs;

/** The trainers with a decoder and the optimizer that real runs use. */
class DecoderTrainingTest {
  private static final int VOCABULARY = 24;
  private static final DecoderConfig TINY =
      new DecoderConfig(
          VOCABULARY, 16, 32, 2, 2, 1, 8, 32, 1e-5, RotaryConfig.of(10_000), Set.of());

  @TempDir Path directory;
  @AutoClose private final Opened opened = new Opened();

  private DecoderPolicy policy() {
    return opened.add(DecoderPolicy.random(TINY, 5, DecoderOptions.defaults()));
  }

  private AdamW optimizer(DecoderPolicy policy) {
    return opened.add(
        AdamW.of(policy.parameters(), AdamWConfig.of(Schedules.cosine(1e-2, 0, 2, 40))));
  }

  private SftTrainer sft() {
    DecoderPolicy policy = policy();
    return new SftTrainer(policy, optimizer(policy));
  }

  private PreferenceTrainer<PreferenceBatch> dpo() {
    DecoderPolicy policy = policy();
    return PreferenceTrainer.ofTexts(
        policy, opened.add(policy.frozenCopy()), optimizer(policy), PreferenceObjective.dpo());
  }

  private static TokenSequence sequence(Random random) {
    long[] prompt = random.longs(2 + random.nextInt(4), 0, VOCABULARY).toArray();
    long[] completion = random.longs(1 + random.nextInt(6), 0, VOCABULARY / 2).toArray();
    return TokenSequence.of(prompt, completion);
  }

  private static PreferenceBatch.Pair pair(Random random) {
    return new PreferenceBatch.Pair(sequence(random), sequence(random));
  }

  private static UpdateSource<SequenceBatch> texts() {
    return RandomEpochs.of(random -> SequenceBatch.of(List.of(sequence(random), sequence(random))));
  }

  private static UpdateSource<PreferenceBatch> pairs() {
    return RandomEpochs.of(random -> PreferenceBatch.of(List.of(pair(random), pair(random))));
  }

  private static List<SequenceBatch> someTexts() {
    return Epochs.of(texts(), 1, 0).get(0).microBatches();
  }

  private static List<PreferenceBatch> somePairs() {
    return Epochs.of(pairs(), 1, 0).get(0).microBatches();
  }

  @Test
  void sftLearnsItsBatch() {
    SftTrainer trainer = sft();
    double before = trainer.evaluate(someTexts()).loss();
    for (int update = 0; update < 40; update++) {
      trainer.update(someTexts());
    }
    assertThat(before).isCloseTo(Math.log(VOCABULARY), within(0.1));
    assertThat(trainer.evaluate(someTexts()).loss()).isLessThan(1.5);
  }

  @Test
  void dpoStartsAtLogTwoAndLearnsItsPairs() {
    PreferenceTrainer<PreferenceBatch> trainer = dpo();
    assertThat(trainer.update(somePairs()).loss()).isCloseTo(Math.log(2), within(1e-6));
    for (int update = 0; update < 39; update++) {
      trainer.update(somePairs());
    }
    assertThat(trainer.evaluate(somePairs()).get(PreferenceMetrics.ACCURACY)).isEqualTo(1);
  }

  @Test
  void howABatchIsSplitChangesNothing() {
    Random random = new Random(2);
    List<TokenSequence> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      rows.add(sequence(random));
    }
    Metrics whole = sft().update(List.of(SequenceBatch.of(rows)));
    Metrics split =
        sft()
            .update(
                List.of(
                    SequenceBatch.of(rows.subList(0, 1)),
                    SequenceBatch.of(rows.subList(1, 4)),
                    SequenceBatch.of(rows.subList(4, 6))));
    assertThat(split.loss()).isCloseTo(whole.loss(), within(1e-5));
    assertThat(split.gradientNorm()).isCloseTo(whole.gradientNorm(), within(1e-5));

    List<PreferenceBatch.Pair> pairs = List.of(pair(random), pair(random), pair(random));
    Metrics pairsAtOnce = dpo().update(List.of(PreferenceBatch.of(pairs)));
    Metrics pairsInParts =
        dpo()
            .update(
                List.of(
                    PreferenceBatch.of(pairs.subList(0, 2)),
                    PreferenceBatch.of(pairs.subList(2, 3))));
    assertThat(pairsInParts.loss()).isCloseTo(pairsAtOnce.loss(), within(1e-5));
    assertThat(pairsInParts.gradientNorm()).isCloseTo(pairsAtOnce.gradientNorm(), within(1e-5));
  }

  @Test
  void sftResumesBitForBit() {
    new ResumedRun(directory).assertSame(this::sft, texts(), "policy");
  }

  @Test
  void dpoResumesBitForBit() {
    new ResumedRun(directory).assertSame(this::dpo, pairs(), "policy");
  }

  @Test
  void liveArraysAreConstantOverUpdates() {
    SftTrainer sft = sft();
    PreferenceTrainer<PreferenceBatch> dpo = dpo();
    int live = 0;
    for (int update = 0; update < 12; update++) {
      sft.update(someTexts());
      sft.evaluate(someTexts());
      dpo.update(somePairs());
      dpo.evaluate(somePairs());
      if (update == 1) {
        live = liveArrays();
      }
    }
    assertThat(liveArrays()).isEqualTo(live);
  }

  /** Arrays of all managers in the JVM, whoever owns them. */
  private static int liveArrays() {
    try (NDManager manager = NDManager.newBaseManager()) {
      return requireNonNull(manager.getParentManager()).getManagedArrays().size();
    }
  }

  @Test
  void aWeightThatIsNotANumberStopsTheRunAtTheLastGoodCheckpoint() {
    DecoderPolicy policy = policy();
    SftTrainer trainer = new SftTrainer(policy, optimizer(policy));
    NDArray weight = policy.parameters().asList().get(0).array();
    List<float[]> poisoned = new ArrayList<>();
    UpdateSource<SequenceBatch> source =
        Epochs.source(
            5,
            (seed, epoch) -> {
              if (epoch == 1) {
                weight.setRequiresGradient(false);
                weight.muli(Float.NaN);
                weight.setRequiresGradient(true);
                policy.parameters().forEach(p -> poisoned.add(p.array().toFloatArray()));
              }
              return Epochs.of(texts(), seed, epoch);
            });
    TrainingRun<SequenceBatch> run =
        TrainingRun.of(
            trainer,
            source,
            RunConfig.of(directory.resolve("nan"), RunLength.ofUpdates(12), 3)
                .withCheckpointEvery(3));
    DivergenceException stop = catchThrowableOfType(DivergenceException.class, run::start);
    assertThat(stop.update()).isEqualTo(6);
    assertThat(stop.exampleIds()).containsExactly("r0");
    List<float[]> after = new ArrayList<>();
    policy.parameters().forEach(p -> after.add(p.array().toFloatArray()));
    for (int i = 0; i < after.size(); i++) {
      assertThat(after.get(i)).isEqualTo(poisoned.get(i));
    }
    assertThat(Checkpoints.in(directory.resolve("nan")).newest())
        .map(Checkpoint::update)
        .contains(3L);
    assertThat(MetricsFile.read(directory.resolve("nan/metrics.jsonl"))).hasSize(5);
  }
}
