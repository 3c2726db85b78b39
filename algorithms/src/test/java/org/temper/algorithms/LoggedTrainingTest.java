package org.temper.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
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
import org.temper.algorithms.run.Schedules;
import org.temper.api.ParameterSet;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.testkit.LiveArrays;
import org.temper.testkit.tables.TableFeedbackModel;
import org.temper.testkit.tables.TablePolicy;

/** The trainers on logged feedback with the optimizer and the loop that real runs use. */
class LoggedTrainingTest {
  private static final int ITEMS = 8;

  @TempDir Path directory;
  @AutoClose private final Opened opened = new Opened();

  private AdamW optimizer(ParameterSet parameters) {
    return opened.add(AdamW.of(parameters, AdamWConfig.of(Schedules.cosine(1e-1, 0, 2, 40))));
  }

  private AsftTrainer asft() {
    TablePolicy policy = opened.add(TablePolicy.random(ITEMS, 1));
    return new AsftTrainer(
        policy, optimizer(policy.parameters()), AsftConfig.of(Weighting.awr(0.5)));
  }

  private CqlTrainer cql() {
    TablePolicy policy = opened.add(TablePolicy.random(ITEMS, 1));
    return new CqlTrainer(policy, optimizer(policy.parameters()), CqlConfig.defaults());
  }

  private FeedbackTrainer feedback() {
    TableFeedbackModel model = opened.add(TableFeedbackModel.random(ITEMS, 2, 1));
    return new FeedbackTrainer(model, optimizer(model.parameters()), FeedbackConfig.defaults());
  }

  private PreferenceTrainer<ItemPreferenceBatch> preferences() {
    TablePolicy policy = opened.add(TablePolicy.random(ITEMS, 1));
    return PreferenceTrainer.ofItems(
        policy,
        opened.add(policy.frozenCopy()),
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

  @Test
  void asftResumesBitForBit() {
    new ResumedRun(directory)
        .assertSame(this::asft, RandomEpochs.of(LoggedTrainingTest::logged), "policy");
  }

  @Test
  void cqlResumesBitForBit() {
    new ResumedRun(directory)
        .assertSame(this::cql, RandomEpochs.of(LoggedTrainingTest::logged), "policy");
  }

  @Test
  void feedbackResumesBitForBit() {
    new ResumedRun(directory)
        .assertSame(this::feedback, RandomEpochs.of(LoggedTrainingTest::logged), "model");
  }

  @Test
  void preferencesResumeBitForBit() {
    new ResumedRun(directory)
        .assertSame(this::preferences, RandomEpochs.of(LoggedTrainingTest::preferred), "policy");
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
    TablePolicy policy = opened.add(TablePolicy.random(ITEMS, 1));
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
