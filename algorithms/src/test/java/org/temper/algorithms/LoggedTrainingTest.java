package org.temper.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.asft.AsftConfig;
import org.temper.algorithms.asft.AsftTrainer;
import org.temper.algorithms.asft.Weighting;
import org.temper.algorithms.cql.CqlConfig;
import org.temper.algorithms.cql.CqlTrainer;
import org.temper.algorithms.feedback.FeedbackConfig;
import org.temper.algorithms.feedback.FeedbackTrainer;
import org.temper.algorithms.preference.ItemPreferenceBatch;
import org.temper.algorithms.preference.PreferenceObjective;
import org.temper.algorithms.preference.PreferenceTrainer;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.ParameterSet;
import org.temper.api.SequenceBatch;
import org.temper.api.UpdateBatch;
import org.temper.api.UpdateSource;
import org.temper.api.items.Candidates;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.testkit.Epochs;
import org.temper.testkit.LiveArrays;
import org.temper.testkit.tables.TableFeedbackModel;
import org.temper.testkit.tables.TablePolicy;

/** The trainers on logged feedback with the optimizer and the loop that real runs use. */
class LoggedTrainingTest {
  private static final int ITEMS = 8;

  @TempDir Path directory;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private AdamW optimizer(ParameterSet parameters) {
    return open(AdamW.of(parameters, AdamWConfig.of(Schedules.cosine(1e-1, 0, 2, 40))));
  }

  private AsftTrainer asft() {
    TablePolicy policy = open(TablePolicy.random(ITEMS, 1));
    return new AsftTrainer(
        policy, optimizer(policy.parameters()), AsftConfig.of(Weighting.awr(0.5)));
  }

  private CqlTrainer cql() {
    TablePolicy policy = open(TablePolicy.random(ITEMS, 1));
    return new CqlTrainer(policy, optimizer(policy.parameters()), CqlConfig.defaults());
  }

  private FeedbackTrainer feedback() {
    TableFeedbackModel model = open(TableFeedbackModel.random(ITEMS, 2, 1));
    return new FeedbackTrainer(model, optimizer(model.parameters()), FeedbackConfig.defaults());
  }

  private PreferenceTrainer<ItemPreferenceBatch> preferences() {
    TablePolicy policy = open(TablePolicy.random(ITEMS, 1));
    return PreferenceTrainer.ofItems(
        policy,
        open(policy.frozenCopy()),
        optimizer(policy.parameters()),
        PreferenceObjective.sDpo(1));
  }

  private static SequenceBatch logged(Random random) {
    return LoggedBatches.random(ITEMS, random);
  }

  private static ItemPreferenceBatch preferred(Random random) {
    SequenceBatch histories = logged(random);
    int positions = histories.rows() * histories.columns();
    long[] items = random.longs(3L * positions, 0, ITEMS).toArray();
    return ItemPreferenceBatch.of(
        histories, new Candidates(items, histories.rows(), histories.columns(), 3));
  }

  private static <B> UpdateSource<B> source(Function<Random, B> microBatch) {
    return Epochs.source(
        5,
        (seed, epoch) -> {
          Random random = new Random(seed + epoch);
          List<UpdateBatch<B>> updates = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            updates.add(
                new UpdateBatch<>(
                    List.of(microBatch.apply(random), microBatch.apply(random)), List.of("r" + i)));
          }
          return updates;
        });
  }

  @Test
  void asftResumesBitForBit() {
    checkResume(this::asft, source(LoggedTrainingTest::logged), "policy");
  }

  @Test
  void cqlResumesBitForBit() {
    checkResume(this::cql, source(LoggedTrainingTest::logged), "policy");
  }

  @Test
  void feedbackResumesBitForBit() {
    checkResume(this::feedback, source(LoggedTrainingTest::logged), "model");
  }

  @Test
  void preferencesResumeBitForBit() {
    checkResume(this::preferences, source(LoggedTrainingTest::preferred), "policy");
  }

  private <B> void checkResume(
      Supplier<? extends Trainer<B>> trainer, UpdateSource<B> source, String part) {
    TrainingRun.of(trainer.get(), source, config("whole")).start();
    TrainingRun<B> run =
        TrainingRun.of(
            trainer.get(),
            Epochs.source(
                5, (seed, epoch) -> epoch == 1 ? failing() : Epochs.of(source, seed, epoch)),
            config("killed"));
    assertThatThrownBy(run::start).hasMessage("killed");
    TrainingRun.of(trainer.get(), source, config("killed")).resume();
    for (String file :
        List.of(
            "metrics.jsonl",
            "checkpoints/update-00000012/" + part + ".ndlist",
            "checkpoints/update-00000012/optimizer.ndlist")) {
      assertThat(directory.resolve("killed").resolve(file))
          .hasSameBinaryContentAs(directory.resolve("whole").resolve(file));
    }
  }

  private static <B> List<UpdateBatch<B>> failing() {
    throw new IllegalStateException("killed");
  }

  private RunConfig config(String name) {
    return RunConfig.of(directory.resolve(name), RunLength.ofUpdates(12), 3).withCheckpointEvery(3);
  }

  @Test
  void liveArraysAreConstantOverUpdates() {
    List<SequenceBatch> logged = List.of(logged(new Random(1)));
    List<ItemPreferenceBatch> preferred = List.of(preferred(new Random(1)));
    AsftTrainer asft = asft();
    CqlTrainer cql = cql();
    FeedbackTrainer feedback = feedback();
    PreferenceTrainer<ItemPreferenceBatch> preferences = preferences();
    LiveArrays.assertConstant(
        "trainers",
        () -> {
          asft.update(logged);
          asft.evaluate(logged);
          cql.update(logged);
          cql.evaluate(logged);
          feedback.update(logged);
          feedback.evaluate(logged);
          preferences.update(preferred);
          preferences.evaluate(preferred);
        });
  }

  @Test
  void anUpdateWithoutWeightLeavesTheOptimizersStateFinite() {
    TablePolicy policy = open(TablePolicy.random(ITEMS, 1));
    AsftTrainer trainer =
        new AsftTrainer(
            policy, optimizer(policy.parameters()), new AsftConfig(Weighting.crrBinary(), 0));
    SequenceBatch worse = LoggedBatches.batch(LoggedBatches.User.of(0, 1).rewards(0, -1));
    assertThat(trainer.update(List.of(worse)).gradientNorm()).isZero();
    assertThat(trainer.update(List.of(logged(new Random(1)))).loss()).isFinite();
    for (float value : policy.parameters().asList().get(0).array().toFloatArray()) {
      assertThat(value).isFinite();
    }
  }
}
