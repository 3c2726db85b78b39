package org.temper.algorithms.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.ComparedMetrics;
import org.temper.algorithms.Opened;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.Metrics;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.TokenSequence;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TablePolicy;

class TextPreferencesTest {
  private static final PreferenceObjective CONFIG = PreferenceObjective.dpo();
  @AutoClose private final Opened opened = new Opened();

  private PreferenceTrainer<PreferenceBatch> trainer(
      Policy policy, Policy reference, double learningRate) {
    return PreferenceTrainer.ofTexts(
        policy,
        reference,
        opened.add(GradientDescent.of(policy.parameters(), learningRate)),
        CONFIG);
  }

  private static NDArray table(Policy policy) {
    return policy.parameters().asList().get(0).array();
  }

  private static float[] values(Policy policy) {
    return table(policy).toFloatArray();
  }

  private static TokenSequence answer(long... completion) {
    return TokenSequence.of(new long[] {0}, completion);
  }

  private static PreferenceBatch batch(Pair... pairs) {
    return PreferenceBatch.of(List.of(pairs));
  }

  private static Pair pair(TokenSequence chosen, TokenSequence rejected) {
    return new Pair(chosen, rejected);
  }

  @Test
  void lossIsLogTwoWherePolicyAndReferenceAreEqual() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    PreferenceTrainer<PreferenceBatch> trainer =
        trainer(policy, opened.add(policy.frozenCopy()), 1);
    Metrics metrics =
        trainer.update(
            List.of(batch(pair(answer(1, 2, 3), answer(4)), pair(answer(2), answer(3, 3)))));
    assertThat(metrics.loss()).isCloseTo(Math.log(2), within(1e-6));
    assertThat(metrics.get(PreferenceMetrics.CHOSEN_REWARD)).isZero();
    assertThat(metrics.get(PreferenceMetrics.REJECTED_REWARD)).isZero();
    assertThat(metrics.get(PreferenceMetrics.MARGIN)).isZero();
    assertThat(metrics.get(PreferenceMetrics.ACCURACY)).isZero();
  }

  @Test
  void gradientIsThatOfTheEquation() {
    TablePolicy policy = opened.add(TablePolicy.uniform(2));
    PreferenceTrainer<PreferenceBatch> trainer =
        trainer(policy, opened.add(policy.frozenCopy()), 1);
    Metrics metrics = trainer.update(List.of(batch(pair(answer(0), answer(1)))));
    // −beta · σ(0) · (onehot(0) − onehot(1)) = −0.05 · (1, −1)
    assertThat(metrics.gradientNorm()).isCloseTo(0.05 * Math.sqrt(2), within(1e-6));
    assertThat(values(policy)).containsExactly(new float[] {0.05f, -0.05f, 0, 0}, within(1e-6f));
    assertThat(metrics.get(PreferenceMetrics.CHOSEN_LOG_PROB))
        .isCloseTo(-Math.log(2), within(1e-6));
  }

  @Test
  void marginAndAccuracyRise() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    PreferenceTrainer<PreferenceBatch> trainer =
        trainer(policy, opened.add(policy.frozenCopy()), 5);
    List<PreferenceBatch> data =
        List.of(batch(pair(answer(1, 2), answer(4)), pair(answer(2), answer(3, 3))));
    for (int update = 0; update < 100; update++) {
      trainer.update(data);
    }
    Metrics scores = trainer.evaluate(data);
    assertThat(scores.get(PreferenceMetrics.ACCURACY)).isEqualTo(1);
    assertThat(scores.get(PreferenceMetrics.MARGIN)).isGreaterThan(0.5);
    assertThat(scores.get(PreferenceMetrics.MARGIN))
        .isCloseTo(
            scores.get(PreferenceMetrics.CHOSEN_REWARD)
                - scores.get(PreferenceMetrics.REJECTED_REWARD),
            within(1e-6));
    assertThat(scores.loss()).isLessThan(Math.log(2));
  }

  @Test
  void noGradientReachesTheReference() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    TablePolicy reference = opened.add(TablePolicy.random(5, 2));
    float[] before = values(reference);
    trainer(policy, reference, 1).update(List.of(batch(pair(answer(1), answer(2)))));
    assertThat(values(reference)).isEqualTo(before);
    try (NDArray gradient = table(reference).getGradient()) {
      assertThat(gradient.toFloatArray()).containsOnly(0);
    }
  }

  @Test
  void precomputedLogProbsGiveTheSameNumbers() {
    TablePolicy reference = opened.add(TablePolicy.random(5, 2));
    TablePolicy live = opened.add(TablePolicy.random(5, 1));
    TablePolicy precomputed = opened.add(TablePolicy.random(5, 1));
    List<PreferenceBatch> data =
        List.of(
            batch(pair(answer(1, 2), answer(4))),
            batch(pair(answer(3), answer(1)), pair(answer(2), answer(3, 3))));
    Metrics first = trainer(live, reference, 1).update(data);
    Metrics second =
        PreferenceTrainer.ofTexts(
                precomputed, opened.add(GradientDescent.of(precomputed.parameters(), 1)), CONFIG)
            .update(PreferenceTrainer.precompute(reference, data));
    assertThat(second).isEqualTo(first);
    assertThat(values(precomputed)).isEqualTo(values(live));
  }

  @Test
  void figuresAreWrittenInOrder() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    PreferenceTrainer<PreferenceBatch> trainer =
        trainer(policy, opened.add(policy.frozenCopy()), 1);
    List<PreferenceBatch> data = List.of(batch(pair(answer(1), answer(2))));
    assertThat(trainer.evaluate(data).toMap().keySet())
        .containsExactly(
            "loss",
            "chosen_reward",
            "rejected_reward",
            "margin",
            "accuracy",
            "chosen_log_prob",
            "rejected_log_prob");
    assertThat(trainer.update(data).toMap().keySet())
        .containsExactlyElementsOf(trainer.metrics().stream().map(Metric::name).toList());
  }

  @Test
  void settingsAreStated() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    assertThat(trainer(policy, opened.add(policy.frozenCopy()), 1).identity())
        .containsEntry("trainer.algorithm", "preference")
        .containsEntry("trainer.objective", "dpo")
        .containsEntry("trainer.beta", "0.1")
        .containsEntry("trainer.label_smoothing", "0.0");
  }

  @Test
  void howABatchIsSplitChangesNothing() {
    Pair first = pair(answer(1, 2, 4, 1), answer(4));
    Pair second = pair(answer(3), answer(1));
    Pair third = pair(answer(2), answer(3, 3));
    TablePolicy reference = opened.add(TablePolicy.random(5, 2));
    TablePolicy whole = opened.add(TablePolicy.random(5, 1));
    TablePolicy split = opened.add(TablePolicy.random(5, 1));
    Metrics atOnce = trainer(whole, reference, 1).update(List.of(batch(first, second, third)));
    Metrics inParts =
        trainer(split, reference, 1).update(List.of(batch(first), batch(second, third)));
    assertThat(inParts.gradientNorm()).isCloseTo(atOnce.gradientNorm(), within(1e-5));
    ComparedMetrics.assertClose(inParts, atOnce, 1e-5);
    assertThat(values(split)).containsExactly(values(whole), within(1e-5f));
  }

  @Test
  void labelSmoothingRaisesTheLossOfARightlyRankedPair() {
    TablePolicy policy = opened.add(TablePolicy.of(new float[][] {{2, 0}, {0, 0}}));
    TablePolicy reference = opened.add(TablePolicy.uniform(2));
    GradientDescent optimizer = opened.add(GradientDescent.of(policy.parameters(), 1));
    List<PreferenceBatch> data = List.of(batch(pair(answer(0), answer(1))));
    // h = 2, beta = 0.5: −log σ(1) = 0.313262; with ε = 0.2: 0.8 · 0.313262 + 0.2 · 1.313262
    assertThat(
            PreferenceTrainer.ofTexts(policy, reference, optimizer, PreferenceObjective.dpo(0.5, 0))
                .evaluate(data)
                .loss())
        .isCloseTo(0.313262, within(1e-5));
    assertThat(
            PreferenceTrainer.ofTexts(
                    policy, reference, optimizer, PreferenceObjective.dpo(0.5, 0.2))
                .evaluate(data)
                .loss())
        .isCloseTo(0.513262, within(1e-5));
  }

  @Test
  void theReferenceIsGivenExactlyOnce() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    TablePolicy reference = opened.add(TablePolicy.random(5, 2));
    List<PreferenceBatch> without = List.of(batch(pair(answer(1), answer(2))));
    List<PreferenceBatch> with = PreferenceTrainer.precompute(reference, without);
    float[] before = values(policy);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer(policy, reference, 1).update(with))
        .withMessage(
            "microBatches[0].reference: expected none beside a reference policy, got"
                + " log-probabilities");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PreferenceTrainer.ofTexts(
                        policy, opened.add(GradientDescent.of(policy.parameters(), 1)), CONFIG)
                    .update(without))
        .withMessage(
            "microBatches[0].reference: expected log-probabilities, as the trainer has no reference"
                + " policy, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PreferenceTrainer.precompute(reference, with))
        .withMessageStartingWith("batches[0].reference: expected none");
    assertThat(values(policy)).isEqualTo(before);
  }

  @Test
  void aReferenceThatCannotBeOneIsRefused() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer(policy, policy, 1))
        .withMessage("reference: expected a policy that stays as it is, got the trained one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer(policy, opened.add(TablePolicy.random(4, 1)), 1))
        .withMessage("reference: expected the policy's vocabulary of 5, got 4");
  }

  @Test
  void aCompletionWithoutAScoredTokenIsNamed() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    PreferenceTrainer<PreferenceBatch> trainer =
        trainer(policy, opened.add(policy.frozenCopy()), 1);
    PreferenceBatch bad =
        batch(
            pair(answer(1), answer(2)),
            pair(answer(1), TokenSequence.of(new long[] {0, 1}, new long[0])));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.update(List.of(bad)))
        .withMessage(
            "microBatches[0].pairs[1].rejected: expected at least one scored token, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.update(List.of()))
        .withMessage("microBatches: expected at least one, got none");
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PreferenceObjective.dpo(0, 0))
        .withMessage("beta: expected a finite number above 0, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PreferenceObjective.dpo(0.1, 0.5))
        .withMessage("labelSmoothing: expected at least 0 and below 0.5, got 0.5");
  }

  @Test
  void aLossThatIsNotFiniteKeepsTheParameters() {
    float nan = Float.NaN;
    TablePolicy policy = opened.add(TablePolicy.of(new float[][] {{nan, 0}, {0, 0}}));
    PreferenceTrainer<PreferenceBatch> trainer =
        trainer(policy, opened.add(TablePolicy.uniform(2)), 1);
    float[] before = values(policy);
    Metrics metrics = trainer.update(List.of(batch(pair(answer(0), answer(1)))));
    assertThat(metrics.loss()).isNaN();
    assertThat(values(policy)).isEqualTo(before);
  }
}
