package org.temper.algorithms.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.api.ComparisonBatch;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.RewardModel;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.testkit.tables.TableRewardModel;

class RewardEvaluationTest {

  private static TokenSequence answer(long... completion) {
    return TokenSequence.of(new long[] {0}, completion);
  }

  private static Group pair(TokenSequence chosen, TokenSequence rejected) {
    return Group.ofPair(new Pair(chosen, rejected), 0);
  }

  @Test
  void figuresAreThoseComputedByHand() {
    try (TableRewardModel model = TableRewardModel.of(0, 1, 3)) {
      // Rewards 3, 1 · 1, 3 · 2 of them; lengths 1, 1 · 1, 1 · 2; margins 2, −2, 0.
      List<ComparisonBatch> batches =
          List.of(
              ComparisonBatch.of(List.of(pair(answer(2), answer(1)))),
              ComparisonBatch.of(
                  List.of(pair(answer(1), answer(2)), pair(answer(1, 1), answer(1, 1)))));
      RewardEvaluation evaluation = RewardEvaluation.of(model, batches);
      assertThat(evaluation.pairAccuracy()).isCloseTo(1 / 3.0, within(1e-9));
      assertThat(evaluation.longerChosenShare()).isEqualTo(0.5);
      assertThat(evaluation.comparisons()).isEqualTo(3);
      // Rewards (3, 1, 1, 3, 2, 2), lengths (1, 1, 1, 1, 2, 2): no correlation.
      assertThat(evaluation.lengthCorrelation()).isCloseTo(0, within(1e-9));
      // Two of confidence σ(2) = 0.880797, half of them right; one of ½, half right.
      assertThat(evaluation.calibration().error())
          .isCloseTo(2 / 3.0 * (0.880797 - 0.5), within(1e-6));
    }
  }

  @Test
  void aModelThatCountsTokensIsBiasedToLength() {
    try (TableRewardModel model = TableRewardModel.of(1, 1, 1)) {
      RewardEvaluation evaluation =
          RewardEvaluation.of(
              model,
              List.of(
                  ComparisonBatch.of(
                      List.of(pair(answer(1, 2), answer(1)), pair(answer(2, 2, 2), answer(1))))));
      assertThat(evaluation.lengthCorrelation()).isCloseTo(1, within(1e-9));
      assertThat(evaluation.longerChosenShare()).isEqualTo(1);
    }
    try (TableRewardModel constant = TableRewardModel.of(0, 0, 0)) {
      assertThat(
              RewardEvaluation.of(
                      constant, List.of(ComparisonBatch.of(List.of(pair(answer(1), answer(2))))))
                  .lengthCorrelation())
          .isNaN();
    }
  }

  @Test
  void calibrationIsZeroWhereConfidenceIsAccuracy() {
    // σ(m) = 0.8: right 4 times of 5.
    double margin = Math.log(4);
    Calibration calibration =
        Calibration.of(new double[] {margin, margin, -margin, margin, margin}, 10);
    assertThat(calibration.error()).isCloseTo(0, within(1e-9));
    assertThat(calibration.bins()).hasSize(10);
    assertThat(calibration.bins().stream().mapToLong(Calibration.Bin::count).sum()).isEqualTo(5);
    assertThat(Calibration.of(new double[] {1e9, -1e9}, 4).error()).isCloseTo(0.5, within(1e-9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibration.of(new double[] {Double.NaN}, 4))
        .withMessage("margins: expected numbers, got NaN");
    assertThatIllegalArgumentException().isThrownBy(() -> Calibration.of(new double[0], 0));
  }

  @Test
  void ensemblesCombineTheirMembers() {
    SequenceBatch batch = SequenceBatch.of(List.of(answer(1), answer(2)));
    try (TableRewardModel first = TableRewardModel.of(0, 1, 5);
        TableRewardModel second = TableRewardModel.of(0, 3, 5)) {
      List<RewardModel> members = List.of(first, second);
      assertThat(rewards(RewardModelEnsemble.mean(members), batch)).containsExactly(2, 5);
      assertThat(rewards(RewardModelEnsemble.worst(members), batch)).containsExactly(1, 5);
      // Deviations √2 and 0.
      assertThat(rewards(RewardModelEnsemble.conservative(members, 0.5), batch))
          .containsExactly(new double[] {2 - Math.sqrt(0.5), 5}, within(1e-6));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RewardModelEnsemble.conservative(List.of(first), 1))
          .withMessage("members: expected at least two, got 1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RewardModelEnsemble.mean(List.of()))
          .withMessage("members: expected at least one, got none");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RewardModelEnsemble.conservative(members, -1))
          .withMessage("kappa: expected a number from 0, got -1.0");
    }
  }

  private static double[] rewards(RewardModelEnsemble ensemble, SequenceBatch batch) {
    try (ensemble) {
      return ensemble.rewards(batch);
    }
  }
}
