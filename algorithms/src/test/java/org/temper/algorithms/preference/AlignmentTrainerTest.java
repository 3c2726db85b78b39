package org.temper.algorithms.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.Opened;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TablePolicy;

class AlignmentTrainerTest {
  private static final PreferenceObjective DPO = PreferenceObjective.dpo();
  private static final PreferenceBatch PAIRS =
      PreferenceBatch.of(
          List.of(new Pair(answer(1, 2), answer(4, 1)), new Pair(answer(2, 2), answer(3, 3))));
  private static final SequenceBatch LOGGED = SequenceBatch.of(List.of(answer(3, 1, 0), answer(4)));
  @AutoClose private final Opened opened = new Opened();

  private static TokenSequence answer(long... completion) {
    return TokenSequence.of(new long[] {0}, completion);
  }

  private AlignmentTrainer trainer(Policy policy, double rate, double weight) {
    return new AlignmentTrainer(
        policy, opened.add(GradientDescent.of(policy.parameters(), rate)), DPO, weight);
  }

  private AlignmentPart pairs(Policy snapshot) {
    return new AlignmentPart.Pairs(PreferenceTrainer.precompute(snapshot, List.of(PAIRS)).get(0));
  }

  private static float[] values(Policy policy) {
    return policy.parameters().asList().get(0).array().toFloatArray();
  }

  @Test
  void theLossIsThatOfPairsAndOfNextTokensTogether() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    Policy snapshot = opened.add(policy.frozenCopy());
    double nextTokens =
        new SftTrainer(policy, opened.add(GradientDescent.of(policy.parameters(), 1)))
            .evaluate(List.of(LOGGED))
            .loss();
    Metrics metrics =
        trainer(policy, 1, 0.5).update(List.of(pairs(snapshot), new AlignmentPart.Logged(LOGGED)));
    assertThat(metrics.loss()).isCloseTo(Math.log(2) + 0.5 * nextTokens, within(1e-5));
    assertThat(metrics.get(AlignmentMetrics.NEXT_TOKEN_LOSS)).isCloseTo(nextTokens, within(1e-5));
    assertThat(metrics.get(PreferenceMetrics.MARGIN)).isZero();
  }

  @Test
  void theGradientIsTheSumOfBoth() {
    TablePolicy both = opened.add(TablePolicy.random(5, 1));
    TablePolicy preferred = opened.add(TablePolicy.random(5, 1));
    TablePolicy logged = opened.add(TablePolicy.random(5, 1));
    float[] before = values(both);
    Policy snapshot = opened.add(both.frozenCopy());
    trainer(both, 1, 0.5).update(List.of(pairs(snapshot), new AlignmentPart.Logged(LOGGED)));
    PreferenceTrainer.ofTexts(
            preferred, snapshot, opened.add(GradientDescent.of(preferred.parameters(), 1)), DPO)
        .update(List.of(PAIRS));
    new SftTrainer(logged, opened.add(GradientDescent.of(logged.parameters(), 0.5)))
        .update(List.of(LOGGED));
    float[] after = values(both);
    assertThat(after).isNotEqualTo(before);
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i])
          .isCloseTo(values(preferred)[i] + values(logged)[i] - before[i], within(1e-6f));
    }
  }

  @Test
  void microBatchesAreOneBatch() {
    TablePolicy whole = opened.add(TablePolicy.random(5, 1));
    TablePolicy parts = opened.add(TablePolicy.random(5, 1));
    Policy snapshot = opened.add(whole.frozenCopy());
    trainer(whole, 1, 2).update(List.of(pairs(snapshot), new AlignmentPart.Logged(LOGGED)));
    List<AlignmentPart> split = new ArrayList<>();
    for (Pair pair : PAIRS.pairs()) {
      split.add(
          new AlignmentPart.Pairs(
              PreferenceTrainer.precompute(snapshot, List.of(PreferenceBatch.of(List.of(pair))))
                  .get(0)));
    }
    split.add(new AlignmentPart.Logged(SequenceBatch.of(List.of(answer(3, 1, 0)))));
    split.add(new AlignmentPart.Logged(SequenceBatch.of(List.of(answer(4)))));
    trainer(parts, 1, 2).update(split);
    assertThat(values(parts)).containsExactly(values(whole), within(1e-6f));
  }

  @Test
  void marginsRise() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    AlignmentPart pairs = pairs(opened.add(policy.frozenCopy()));
    AlignmentTrainer trainer = trainer(policy, 2, 0);
    Metrics last = trainer.update(List.of(pairs));
    for (int update = 0; update < 50; update++) {
      last = trainer.update(List.of(pairs));
    }
    assertThat(last.get(PreferenceMetrics.ACCURACY)).isEqualTo(1);
    assertThat(last.get(PreferenceMetrics.MARGIN)).isGreaterThan(0.3);
  }

  @Test
  void saysWhatIsMissing() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    AlignmentPart pairs = pairs(opened.add(policy.frozenCopy()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer(policy, 1, 1).update(List.of(pairs)))
        .withMessageContaining("expected a scored token that was logged, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer(policy, 1, 1).update(List.of(new AlignmentPart.Logged(LOGGED))))
        .withMessageContaining("microBatches: expected at least one, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer(policy, 1, 0).update(List.of(new AlignmentPart.Pairs(PAIRS))))
        .withMessageContaining("reference: expected log-probabilities");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer(policy, 1, -1))
        .withMessage("nextTokenWeight: expected a finite number of at least 0, got -1.0");
  }
}
