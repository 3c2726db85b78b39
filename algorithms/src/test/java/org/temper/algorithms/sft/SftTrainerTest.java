package org.temper.algorithms.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.Opened;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.Metrics;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TablePolicy;

class SftTrainerTest {
  @AutoClose private final Opened opened = new Opened();

  private SftTrainer trainer(Policy policy, double learningRate) {
    return new SftTrainer(
        policy, opened.add(GradientDescent.of(policy.parameters(), learningRate)));
  }

  private static float[] values(Policy policy) {
    return policy.parameters().asList().get(0).array().toFloatArray();
  }

  private static TokenSequence text(long... tokens) {
    return TokenSequence.ofText(tokens);
  }

  private static SequenceBatch batch(TokenSequence... sequences) {
    return SequenceBatch.of(List.of(sequences));
  }

  @Test
  void lossAndGradientAreThoseOfTheMeanOverScoredTokens() {
    TablePolicy policy = opened.add(TablePolicy.uniform(4));
    Metrics metrics = trainer(policy, 1).update(List.of(batch(text(0, 1, 2))));
    assertThat(metrics.loss()).isCloseTo(Math.log(4), within(1e-6));
    assertThat(metrics.get(SftMetrics.SCORED_TOKENS)).isEqualTo(2);
    assertThat(metrics.get(SftMetrics.TOKENS)).isEqualTo(3);
    assertThat(metrics.get(Metric.LEARNING_RATE)).isEqualTo(1);
    // Two rows of (p − onehot) / 2, each of squared norm (0.75² + 3 · 0.25²) / 4 = 0.1875.
    assertThat(metrics.gradientNorm()).isCloseTo(Math.sqrt(2 * 0.1875), within(1e-6));
    // Row 0 moves by −(p − onehot(1)) / 2.
    assertThat(Arrays.copyOf(values(policy), 4))
        .containsExactly(new float[] {-0.125f, 0.375f, -0.125f, -0.125f}, within(1e-6f));
  }

  @Test
  void lossesByLabelAreThoseOfTheirRowsAndChangeNoUpdate() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    TablePolicy same = opened.add(TablePolicy.random(5, 1));
    SequenceBatch math = batch(text(0, 1, 2, 3, 4));
    SequenceBatch chat = batch(text(4, 0, 1), text(2, 2));
    List<SequenceBatch> mixed =
        List.of(
            batch(text(0, 1, 2, 3, 4), text(4, 0, 1)).withLabels(List.of("math", "chat")),
            batch(text(2, 2)).withLabels(List.of("chat")));
    SftTrainer plain = trainer(same, 1);
    double ofMath = plain.evaluate(List.of(math)).loss();
    double ofChat = plain.evaluate(List.of(chat)).loss();
    SftTrainer trainer =
        SftTrainer.byLabel(
            policy,
            opened.add(GradientDescent.of(policy.parameters(), 1)),
            List.of("chat", "math", "code"));
    assertThat(trainer.evaluate(mixed).toMap()).containsOnlyKeys("loss", "loss@chat", "loss@math");
    Metrics metrics = trainer.update(mixed);
    assertThat(metrics.get(SftMetrics.loss("math"))).isCloseTo(ofMath, within(1e-6));
    assertThat(metrics.get(SftMetrics.loss("chat"))).isCloseTo(ofChat, within(1e-6));
    assertThat(metrics.loss()).isCloseTo((4 * ofMath + 3 * ofChat) / 7, within(1e-6));
    assertThat(metrics.get(SftMetrics.tokens("chat"))).isEqualTo(5);
    assertThat(metrics.get(SftMetrics.examples("chat"))).isEqualTo(2);
    assertThat(metrics.get(SftMetrics.tokens("math"))).isEqualTo(5);
    assertThat(metrics.get(SftMetrics.examples("math"))).isEqualTo(1);
    plain.update(mixed);
    assertThat(values(policy))
        .isEqualTo(values(same))
        .isNotEqualTo(values(opened.add(TablePolicy.random(5, 1))));
  }

  @Test
  void aLabelThatWasNotDeclaredIsRefused() {
    TablePolicy policy = opened.add(TablePolicy.uniform(4));
    SftTrainer trainer =
        SftTrainer.byLabel(
            policy, opened.add(GradientDescent.of(policy.parameters(), 1)), List.of("chat"));
    SequenceBatch batch = batch(text(0, 1)).withLabels(List.of("math"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.update(List.of(batch)))
        .withMessage("batches: expected rows of the labels [chat], got those of [math]");
    assertThat(values(policy)).containsOnly(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch(text(0, 1)).withLabels(List.of("math", "chat")))
        .withMessage("labels: expected 1, one for each row, got 2");
  }

  @Test
  void promptTokensDoNotCount() {
    TablePolicy policy = opened.add(TablePolicy.uniform(4));
    Metrics metrics =
        trainer(policy, 1)
            .update(List.of(batch(TokenSequence.of(new long[] {0, 1}, new long[] {2, 3}))));
    assertThat(metrics.get(SftMetrics.SCORED_TOKENS)).isEqualTo(2);
    // Row 0 predicts token 1, which belongs to the prompt.
    assertThat(Arrays.copyOf(values(policy), 4)).containsOnly(0);
  }

  @Test
  void aTinyPolicyLearnsItsText() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    SftTrainer trainer = trainer(policy, 4);
    List<SequenceBatch> data = List.of(batch(text(0, 1, 2, 3, 4), text(4, 0, 1)));
    double before = trainer.evaluate(data).loss();
    for (int update = 0; update < 200; update++) {
      trainer.update(data);
    }
    assertThat(trainer.evaluate(data).loss()).isLessThan(0.05).isLessThan(before);
  }

  @Test
  void howABatchIsSplitChangesNothing() {
    TokenSequence first = text(0, 1, 2, 3, 4, 1, 2);
    TokenSequence second = TokenSequence.of(new long[] {1, 2}, new long[] {4});
    TokenSequence third = text(3, 3);
    TablePolicy whole = opened.add(TablePolicy.random(5, 3));
    TablePolicy split = opened.add(TablePolicy.random(5, 3));
    Metrics atOnce = trainer(whole, 1).update(List.of(batch(first, second, third)));
    Metrics inParts = trainer(split, 1).update(List.of(batch(first), batch(second), batch(third)));
    assertThat(inParts.loss()).isCloseTo(atOnce.loss(), within(1e-5));
    assertThat(inParts.gradientNorm()).isCloseTo(atOnce.gradientNorm(), within(1e-5));
    assertThat(inParts.get(SftMetrics.SCORED_TOKENS))
        .isEqualTo(atOnce.get(SftMetrics.SCORED_TOKENS))
        .isEqualTo(8);
    assertThat(values(split)).containsExactly(values(whole), within(1e-5f));
  }

  @Test
  void aMicroBatchWithoutScoredTokensAddsNothing() {
    TablePolicy one = opened.add(TablePolicy.random(5, 3));
    TablePolicy other = opened.add(TablePolicy.random(5, 3));
    Metrics alone = trainer(one, 1).update(List.of(batch(text(0, 1, 2))));
    Metrics beside = trainer(other, 1).update(List.of(batch(text(4)), batch(text(0, 1, 2))));
    assertThat(beside.loss()).isEqualTo(alone.loss());
    assertThat(values(other)).isEqualTo(values(one));
  }

  @Test
  void anUpdateWithoutAScoredTokenRefusesAndChangesNothing() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 3));
    SftTrainer trainer = trainer(policy, 1);
    float[] before = values(policy);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.update(List.of(batch(text(4)))))
        .withMessage("microBatches: expected at least one scored token, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.update(List.of()))
        .withMessage("microBatches: expected at least one, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.evaluate(List.of()))
        .withMessage("batches: expected at least one, got none");
    assertThat(values(policy)).isEqualTo(before);
  }

  @Test
  void aFailedUpdateLeavesNoGradientsBehind() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 3));
    TablePolicy fresh = opened.add(TablePolicy.random(5, 3));
    SftTrainer trainer = trainer(policy, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.update(List.of(batch(text(0, 1)), batch(text(0, 99)))));
    assertThat(values(policy)).isEqualTo(values(fresh));
    trainer.update(List.of(batch(text(2, 3))));
    trainer(fresh, 1).update(List.of(batch(text(2, 3))));
    assertThat(values(policy)).isEqualTo(values(fresh));
  }

  @Test
  void aLossThatIsNotFiniteKeepsTheParameters() {
    float nan = Float.NaN;
    TablePolicy policy =
        opened.add(TablePolicy.of(new float[][] {{0, 1, 2}, {1, 0, 1}, {nan, 0, 0}}));
    SftTrainer trainer = trainer(policy, 1);
    float[] before = values(policy);
    Metrics metrics = trainer.update(List.of(batch(text(0, 1)), batch(text(2, 1))));
    assertThat(metrics.loss()).isNaN();
    assertThat(metrics.gradientNorm()).isNaN();
    assertThat(metrics.get(Metric.LEARNING_RATE)).isZero();
    assertThat(values(policy)).isEqualTo(before);
  }

  @Test
  void evaluationGivesTheLossAndChangesNothing() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 3));
    SftTrainer trainer = trainer(policy, 1);
    List<SequenceBatch> data = List.of(batch(text(0, 1, 2)), batch(text(3, 4)));
    float[] before = values(policy);
    Metrics evaluation = trainer.evaluate(data);
    assertThat(values(policy)).isEqualTo(before);
    assertThat(evaluation.toMap()).containsOnlyKeys("loss");
    assertThat(trainer.update(data).loss()).isCloseTo(evaluation.loss(), within(1e-6));
  }

  @Test
  void anOptimizerWithoutParametersIsRefused() {
    TablePolicy policy = opened.add(TablePolicy.uniform(2));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SftTrainer(policy, opened.add(GradientDescent.of(ParameterSet.empty(), 1))))
        .withMessage("optimizer: expected parameters to update, got none");
  }
}
