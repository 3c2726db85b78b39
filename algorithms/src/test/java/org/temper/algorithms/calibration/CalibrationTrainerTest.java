package org.temper.algorithms.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.training.tracker.Tracker;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.Opened;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.items.CandidatePolicy;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.data.BatchConfig;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.LiveArrays;
import org.temper.testkit.tables.TablePolicy;

class CalibrationTrainerTest {
  private static final DecoderConfig TINY =
      new DecoderConfig(24, 16, 32, 2, 2, 1, 8, 32, 1e-5, RotaryConfig.of(10_000), Set.of());
  private static final AnswerOptions NO_YES = AnswerOptions.noYes(3, 4);
  private static final CalibrationConfig CONFIG = CalibrationConfig.defaults();

  @TempDir Path directory;
  @AutoClose private final Opened opened = new Opened();

  private CalibrationTrainer descent(CandidatePolicy policy, CalibrationConfig config) {
    return new CalibrationTrainer(
        policy, opened.add(GradientDescent.of(policy.parameters(), 1)), config);
  }

  private CalibrationTrainer adam(CandidatePolicy policy, CalibrationConfig config) {
    return adam(policy, config, Schedules.constant(0.01, 0));
  }

  private CalibrationTrainer adam(
      CandidatePolicy policy, CalibrationConfig config, Tracker learningRate) {
    return new CalibrationTrainer(
        policy, opened.add(AdamW.of(policy.parameters(), AdamWConfig.of(learningRate))), config);
  }

  private DecoderPolicy decoder() {
    return opened.add(DecoderPolicy.random(TINY, 5, DecoderOptions.defaults()));
  }

  private static float[] table(TablePolicy policy) {
    return policy.parameters().asList().get(0).array().toFloatArray();
  }

  private static CalibrationExample example(double correctness, long... answer) {
    return CalibrationExample.of("one", new long[] {0}, answer, new long[] {2}, correctness);
  }

  private static CalibrationBatch batch(CalibrationExample... examples) {
    return new CalibrationBatch(List.of(examples), NO_YES);
  }

  /** Questions of two kinds, the first answered right in 9 of 10, the second in 2 of 10. */
  private static List<CalibrationExample> examples(int count) {
    Random random = new Random(3);
    List<CalibrationExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int kind = i % 2;
      boolean right = i / 2 % 10 < (kind == 0 ? 9 : 2);
      examples.add(
          CalibrationExample.of(
              "example " + i,
              new long[] {1, 6 + kind, 5},
              new long[] {10 + random.nextInt(8), 10 + random.nextInt(8)},
              new long[] {8, 9},
              right ? 1 : 0));
    }
    return examples;
  }

  @Test
  void lossAndGradientAreThoseOfTheEquation() {
    TablePolicy policy = opened.add(TablePolicy.uniform(5));
    CalibrationExample known = example(1, 1).withReference(drawn(Math.log(0.2)));
    Metrics metrics = descent(policy, CONFIG).update(List.of(batch(known)));
    assertThat(metrics.loss()).isCloseTo(Math.log(2), within(1e-6));
    assertThat(metrics.get(CalibrationMetrics.CONFIDENCE_LOSS))
        .isCloseTo(Math.log(2), within(1e-6));
    assertThat(metrics.get(CalibrationMetrics.DIVERGENCE)).isCloseTo(0, within(1e-6));
    assertThat(metrics.get(CalibrationMetrics.CONFIDENCE)).isCloseTo(0.5, within(1e-6));
    assertThat(metrics.get(CalibrationMetrics.BRIER)).isCloseTo(0.25, within(1e-6));
    assertThat(metrics.get(CalibrationMetrics.CORRECTNESS)).isEqualTo(1);
    assertThat(metrics.get(CalibrationMetrics.OPTION_MASS)).isCloseTo(0.4, within(1e-6));
    assertThat(metrics.get(CalibrationMetrics.EXAMPLES)).isEqualTo(1);
    // After the asking "no" falls and "yes" rises by p − t among the two; all else stays.
    float[] expected = new float[25];
    expected[2 * 5 + 3] = -0.5f;
    expected[2 * 5 + 4] = 0.5f;
    assertThat(table(policy)).containsExactly(expected, within(1e-6f));
  }

  @Test
  void theReferenceTermDrawsTheAnswerBack() {
    TablePolicy policy = opened.add(TablePolicy.uniform(5));
    // The reference held the answer for surer: KL(π_ref ‖ π) of one token, r = 0.4,
    // 0.4 − 1 − log 0.4 = 0.316291; and one of the token's gradients, (r − 1) ∇ log π
    CalibrationConfig config =
        CONFIG.withReference(new ReferenceTerm(ReferenceTerm.Divergence.FORWARD_KL, 2));
    CalibrationExample known = example(0.5, 1).withReference(drawn(Math.log(0.5)));
    Metrics metrics = descent(policy, config).update(List.of(batch(known)));
    assertThat(metrics.get(CalibrationMetrics.DIVERGENCE)).isCloseTo(0.316291, within(1e-5));
    assertThat(metrics.loss()).isCloseTo(Math.log(2) + 2 * 0.316291, within(1e-5));
    // 2 · 0.6 · (1 − 0.2) on the answer; the confidence is right already
    assertThat(Arrays.copyOf(table(policy), 5))
        .containsExactly(new float[] {-0.24f, 0.96f, -0.24f, -0.24f, -0.24f}, within(1e-5f));
    assertThat(Arrays.copyOfRange(table(policy), 10, 15))
        .containsExactly(new float[5], within(1e-6f));
  }

  @Test
  void ofChoicesTheReferenceTermIsTheDivergenceItself() {
    TablePolicy policy = opened.add(TablePolicy.uniform(5));
    // Of (.2, .2, .6) to (.5, .1, .4), in the order 1, 2, all others: gradient p − q of log π
    for (ReferenceTerm.Divergence divergence : ReferenceTerm.Divergence.values()) {
      double[] own = {0.2, 0.2, 0.6};
      double[] held = {0.5, 0.1, 0.4};
      double expected =
          switch (divergence) {
            case FORWARD_KL -> kl(held, own);
            case REVERSE_KL -> kl(own, held);
            case JENSEN_SHANNON -> (kl(own, mean(own, held)) + kl(held, mean(own, held))) / 2;
          };
      CalibrationExample known =
          example(0.5, 0).withReference(choices(new long[] {1, 2}, Math.log(0.5), Math.log(0.1)));
      CalibrationTrainer trainer =
          descent(policy, CONFIG.withReference(new ReferenceTerm(divergence, 2)));
      assertThat(trainer.evaluate(List.of(batch(known))).get(CalibrationMetrics.DIVERGENCE))
          .isCloseTo(expected, within(1e-5));
    }
    CalibrationExample known =
        example(0.5, 0).withReference(choices(new long[] {1, 2}, Math.log(0.5), Math.log(0.1)));
    CalibrationConfig config =
        CONFIG.withReference(new ReferenceTerm(ReferenceTerm.Divergence.FORWARD_KL, 1));
    descent(policy, config).update(List.of(batch(known)));
    // Softmax: q − p, and of the others by their own shares
    assertThat(Arrays.copyOf(table(policy), 5))
        .containsExactly(new float[] {-0.2f / 3, 0.3f, -0.1f, -0.2f / 3, -0.2f / 3}, within(1e-5f));
  }

  @Test
  void referencesOfSeveralKindsMayStandInABatch() {
    DecoderPolicy policy = decoder();
    List<CalibrationExample> examples = examples(6);
    long[] vocabulary = LongStream.range(0, policy.vocabularySize()).toArray();
    List<CalibrationExample> all =
        ReferenceScores.ofChoices(policy, examples, ImmutableLongArray.copyOf(vocabulary), 4);
    List<CalibrationExample> some =
        ReferenceScores.ofChoices(policy, examples, ImmutableLongArray.of(11, 12, 17), 4);
    List<CalibrationExample> drawn = ReferenceScores.ofDrawn(policy, examples, 4);
    adam(policy, CONFIG)
        .update(List.of(new CalibrationBatch(List.of(all.get(0), drawn.get(1)), NO_YES)));
    CalibrationTrainer trainer = adam(policy, CONFIG);
    ToDoubleFunction<List<CalibrationExample>> divergence =
        of ->
            trainer
                .evaluate(List.of(new CalibrationBatch(of, NO_YES)))
                .get(CalibrationMetrics.DIVERGENCE);
    double mixed = divergence.applyAsDouble(List.of(all.get(0), some.get(1), drawn.get(2)));
    double apart =
        divergence.applyAsDouble(List.of(all.get(0)))
            + divergence.applyAsDouble(List.of(some.get(1)))
            + divergence.applyAsDouble(List.of(drawn.get(2)));
    assertThat(3 * mixed).isCloseTo(apart, within(1e-4 * apart));
    // What tells fewer tokens apart sees less.
    assertThat(divergence.applyAsDouble(some))
        .isGreaterThan(0)
        .isLessThan(divergence.applyAsDouble(all));
  }

  private static ReferenceScores drawn(double logProb) {
    return new ReferenceScores.Drawn(ImmutableDoubleArray.of(logProb));
  }

  private static ReferenceScores choices(long[] tokens, double... logProbs) {
    return new ReferenceScores.Choices(
        ImmutableLongArray.copyOf(tokens), ImmutableDoubleArray.copyOf(logProbs));
  }

  private static double kl(double[] of, double[] to) {
    return IntStream.range(0, of.length).mapToDouble(i -> of[i] * Math.log(of[i] / to[i])).sum();
  }

  private static double[] mean(double[] one, double[] other) {
    return IntStream.range(0, one.length).mapToDouble(i -> (one[i] + other[i]) / 2).toArray();
  }

  @Test
  void aTinyModelLearnsWhichQuestionsItAnswersRightAndKeepsItsAnswers() {
    DecoderPolicy policy = decoder();
    DecoderPolicy free = decoder();
    List<CalibrationExample> examples = ReferenceScores.ofDrawn(policy, examples(200), 50);
    List<CalibrationBatch> all = CalibrationBatches.inOrder(examples, NO_YES, 100);
    // To an end: at a constant rate the last update decides, and rounding decides that.
    Tracker falling = Schedules.linear(0.01, 0, 0, 40);
    CalibrationTrainer trainer = adam(policy, CONFIG, falling);
    CalibrationTrainer without = adam(free, CONFIG.withReference(ReferenceTerm.none()), falling);
    for (int update = 0; update < 40; update++) {
      trainer.update(all);
      without.update(all);
    }
    double[] confidence = new double[2];
    for (CalibrationBatch batch : all) {
      double[] stated = CalibrationTrainer.confidences(policy, batch);
      for (int i = 0; i < stated.length; i++) {
        confidence[i % 2] += stated[i] / 100;
      }
    }
    assertThat(confidence[0]).isCloseTo(0.9, within(0.03));
    assertThat(confidence[1]).isCloseTo(0.2, within(0.03));
    Metrics kept = trainer.evaluate(all);
    Metrics lost = without.evaluate(all);
    // Least Brier score: the mean of 0.9 · 0.1 and 0.2 · 0.8
    assertThat(kept.get(CalibrationMetrics.BRIER)).isLessThan(0.14);
    assertThat(kept.get(CalibrationMetrics.DIVERGENCE))
        .isLessThan(0.05)
        .isLessThan(lost.get(CalibrationMetrics.DIVERGENCE) / 2);
  }

  @Test
  void softLabelsOfAScaleAreLearned() {
    TablePolicy policy = opened.add(TablePolicy.uniform(8));
    AnswerOptions scale = AnswerOptions.scale(3, 4, 5, 6, 7);
    CalibrationBatch batch = new CalibrationBatch(List.of(example(0.7, 1), example(0.8, 1)), scale);
    CalibrationTrainer brier =
        new CalibrationTrainer(
            policy,
            opened.add(GradientDescent.of(policy.parameters(), 20)),
            new CalibrationConfig(CalibrationObjective.tokenizedBrier(), ReferenceTerm.none()));
    for (int update = 0; update < 300; update++) {
      brier.update(List.of(batch));
    }
    // All on the level nearest to 0.75.
    assertThat(CalibrationTrainer.confidences(policy, batch)[0]).isCloseTo(0.75, within(0.01));
    float[] afterAsking = Arrays.copyOfRange(table(policy), 16, 24);
    assertThat(afterAsking[6]).isGreaterThan(afterAsking[5] + 2).isGreaterThan(afterAsking[7] + 2);
  }

  @Test
  void howABatchIsSplitChangesNothing() {
    TablePolicy whole = opened.add(TablePolicy.random(6, 3));
    TablePolicy split = opened.add(TablePolicy.random(6, 3));
    List<CalibrationExample> examples =
        ReferenceScores.ofDrawn(
            opened.add(TablePolicy.random(6, 4)),
            List.of(example(1, 1, 5), example(0.25), example(0, 5, 1, 1)),
            2);
    Metrics atOnce = descent(whole, CONFIG).update(CalibrationBatches.inOrder(examples, NO_YES, 3));
    Metrics inParts =
        descent(split, CONFIG).update(CalibrationBatches.inOrder(examples, NO_YES, 1));
    assertThat(inParts.loss()).isCloseTo(atOnce.loss(), within(1e-5));
    assertThat(inParts.get(CalibrationMetrics.DIVERGENCE))
        .isCloseTo(atOnce.get(CalibrationMetrics.DIVERGENCE), within(1e-5))
        .isGreaterThan(0);
    assertThat(table(split)).containsExactly(table(whole), within(1e-5f));
    assertThat(table(split)).isNotEqualTo(table(opened.add(TablePolicy.random(6, 3))));
  }

  @Test
  void aResumedRunEqualsTheUninterruptedOne() {
    float[] straight = run(directory.resolve("straight"), -1);
    assertThat(run(directory.resolve("killed"), 6)).isEqualTo(straight);
    assertThat(straight).isNotEqualTo(weights(decoder()));
  }

  private float[] run(Path out, int killedAt) {
    RunConfig config = RunConfig.of(out, RunLength.ofUpdates(9), 7).withCheckpointEvery(4);
    DecoderPolicy policy = decoder();
    UpdateSource<CalibrationBatch> source =
        CalibrationBatches.of(
            ReferenceScores.ofDrawn(policy, examples(40), 8), NO_YES, BatchConfig.of(8));
    if (killedAt < 0) {
      TrainingRun.of(adam(policy, CONFIG), source, config).start();
      return weights(policy);
    }
    try {
      TrainingRun.of(adam(policy, CONFIG), failing(source, killedAt), config).start();
    } catch (IllegalStateException killed) {
      DecoderPolicy again = decoder();
      TrainingRun.of(adam(again, CONFIG), source, config).resume();
      return weights(again);
    }
    throw new AssertionError("the run was not killed");
  }

  private static UpdateSource<CalibrationBatch> failing(
      UpdateSource<CalibrationBatch> source, int update) {
    return new UpdateSource<>() {
      @Override
      public long updatesPerEpoch() {
        return source.updatesPerEpoch();
      }

      @Override
      public UpdateBatch<CalibrationBatch> update(long seed, long index) {
        if (index == update) {
          throw new IllegalStateException("killed");
        }
        return source.update(seed, index);
      }

      @Override
      public Map<String, String> identity() {
        return source.identity();
      }
    };
  }

  private static float[] weights(DecoderPolicy policy) {
    return policy.parameters().asList().get(0).array().toFloatArray();
  }

  @Test
  void anotherLabelIsAnotherRun() {
    List<CalibrationExample> examples = examples(10);
    List<CalibrationExample> relabeled = new ArrayList<>(examples);
    relabeled.set(3, examples.get(3).withCorrectness(0.5));
    BatchConfig config = BatchConfig.of(4);
    assertThat(CalibrationBatches.of(relabeled, NO_YES, config).identity())
        .isNotEqualTo(CalibrationBatches.of(examples, NO_YES, config).identity());
    assertThat(CalibrationBatches.of(examples, AnswerOptions.noYes(4, 3), config).identity())
        .isNotEqualTo(CalibrationBatches.of(examples, NO_YES, config).identity());
    TablePolicy policy = opened.add(TablePolicy.uniform(5));
    assertThat(descent(policy, CONFIG).description().identity())
        .containsEntry("trainer.algorithm", "calibration")
        .containsEntry("trainer.objective.kind", "CROSS_ENTROPY")
        .containsEntry("trainer.reference.divergence", "JENSEN_SHANNON")
        .containsEntry("trainer.reference.coefficient", "1.0");
  }

  @Test
  void theNumberOfLiveArraysIsConstant() {
    DecoderPolicy policy = decoder();
    List<CalibrationExample> examples = ReferenceScores.ofDrawn(policy, examples(8), 4);
    List<CalibrationBatch> batches = CalibrationBatches.inOrder(examples, NO_YES, 4);
    CalibrationTrainer trainer = adam(policy, CONFIG);
    trainer.update(batches);
    LiveArrays.assertConstant("update", () -> trainer.update(batches));
    LiveArrays.assertConstant("evaluate", () -> trainer.evaluate(batches));
    LiveArrays.assertConstant(
        "confidences", () -> CalibrationTrainer.confidences(policy, batches.get(0)));
    LiveArrays.assertConstant("ofDrawn", () -> ReferenceScores.ofDrawn(policy, examples, 4));
    LiveArrays.assertConstant(
        "ofChoices",
        () -> ReferenceScores.ofChoices(policy, examples, ImmutableLongArray.of(3, 4), 4));
  }

  @Test
  void messagesNameTheArgument() {
    TablePolicy policy = opened.add(TablePolicy.uniform(8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> descent(policy, CONFIG).update(List.of(batch(example(1, 1)))))
        .withMessage(
            "microBatches: expected the reference's scores in one, as the reference term counts, got"
                + " none; use ReferenceScores.ofDrawn, or ReferenceTerm.none()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> descent(policy, CONFIG).evaluate(List.of()))
        .withMessage("batches: expected at least one, got none");
    CalibrationBatch scale =
        new CalibrationBatch(List.of(example(1, 1)), AnswerOptions.scale(3, 4, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> descent(policy, CONFIG).update(List.of(scale)))
        .withMessageStartingWith("options: expected no and yes for CROSS_ENTROPY, got levels");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                descent(policy, CONFIG.withObjective(CalibrationObjective.tokenizedBrier()))
                    .update(List.of(batch(example(1, 1)))))
        .withMessageStartingWith("options: expected at least 3 levels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> example(1.5, 1))
        .withMessage("correctness: expected a number in [0, 1] in one, got 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnswerOptions.noYes(3, 3))
        .withMessage("tokens: expected ids of at least 0, each once, got [3, 3]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CalibrationObjective.focal(0.5))
        .withMessage("strength: expected gamma, 0 or at least 1, got 0.5");
    assertThat(table(policy)).containsOnly(0);
  }
}
