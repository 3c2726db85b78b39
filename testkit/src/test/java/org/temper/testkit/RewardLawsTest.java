package org.temper.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.temper.api.RewardModel;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.TrainableRewardModel.SequenceScores;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.testkit.tables.TableRewardModel;

class RewardLawsTest {

  @Test
  void theTokenCountCountsCompletionsAlone() {
    try (TokenCountReward model = new TokenCountReward(2)) {
      SequenceBatch batch =
          SequenceBatch.of(
              List.of(
                  TokenSequence.of(new long[] {2, 2}, new long[] {2, 1, 2}),
                  TokenSequence.of(new long[] {2}, new long[] {1})));
      assertThat(model.rewards(batch)).containsExactly(2, 0);
    }
  }

  @Test
  void theTokenCountKeepsTheLaw() {
    try (TokenCountReward model = new TokenCountReward(2)) {
      for (long seed = 0; seed < 20; seed++) {
        RewardLaws.rewardsDependOnTheRowAlone(model, 4, 0, seed);
      }
    }
  }

  @Test
  void theTokenCountRecordsAndDropsNothing() {
    try (TokenCountReward model = new TokenCountReward(2)) {
      RewardLaws.rewardsRecordAndDropNothing(model, 4, 1);
    }
  }

  @Test
  void nothingDroppedCatchesRewardsThatVary() {
    Random dropout = new Random(1);
    assertThatThrownBy(
            () ->
                RewardLaws.rewardsRecordAndDropNothing(
                    model(batch -> constant(batch, dropout.nextDouble())), 4, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("rewards while gradients are recorded[0]: expected");
  }

  @Test
  void nothingRecordedCatchesAGradientModeThatIsLeft() {
    boolean before = JniUtils.isGradMode();
    RewardModel leaving =
        model(
            batch -> {
              JniUtils.setGradMode(!JniUtils.isGradMode());
              return constant(batch, 1);
            });
    try {
      assertThatThrownBy(() -> RewardLaws.rewardsRecordAndDropNothing(leaving, 4, 1))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("rewards: expected gradient mode to stay " + before);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  @Test
  void evaluatingCatchesAGraph() {
    try (TableRewardModel table = TableRewardModel.of(1, 2, 4, 8)) {
      AlteredRewardModel recording = new AlteredRewardModel(table, table::score);
      assertThatThrownBy(() -> RewardLaws.evaluatingRecordsAndDropsNothing(recording, 4, 1e-6, 1))
          .isInstanceOf(AssertionError.class)
          .hasMessage("rewards of evaluate: expected no graph, got one to the parameters");
    }
  }

  @Test
  void evaluatingCatchesDropout() {
    Random dropout = new Random(1);
    try (TableRewardModel table = TableRewardModel.of(1, 2, 4, 8)) {
      AlteredRewardModel dropping =
          new AlteredRewardModel(
              table,
              batch -> {
                SequenceScores scores = table.evaluate(batch);
                scores.rewards().muli(dropout.nextFloat());
                return scores;
              });
      assertThatThrownBy(() -> RewardLaws.evaluatingRecordsAndDropsNothing(dropping, 4, 0, 1))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("rewards of evaluate while gradients are recorded[0]: expected");
    }
  }

  @Test
  void evaluatingCatchesOtherRewards() {
    try (TableRewardModel table = TableRewardModel.of(1, 2, 4, 8);
        TableRewardModel other = TableRewardModel.of(1, 2, 4, 7)) {
      AlteredRewardModel wrong = new AlteredRewardModel(table, other::evaluate);
      assertThatThrownBy(() -> RewardLaws.evaluatingRecordsAndDropsNothing(wrong, 4, 1e-6, 1))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("rewards of evaluate[1]: expected 15.0");
    }
  }

  private static RewardModel model(Function<SequenceBatch, double[]> rewards) {
    return new RewardModel() {
      @Override
      public double[] rewards(SequenceBatch batch) {
        return rewards.apply(batch);
      }

      @Override
      public void close() {}
    };
  }

  private static double[] constant(SequenceBatch batch, double value) {
    double[] rewards = new double[batch.rows()];
    Arrays.fill(rewards, value);
    return rewards;
  }

  @Test
  void rowAloneCatchesPaddingThatCounts() {
    assertThatThrownBy(
            () ->
                RewardLaws.rewardsDependOnTheRowAlone(
                    model(batch -> constant(batch, batch.columns())), 4, 0, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("rewards with padding on the LEFT");
  }

  @Test
  void rowAloneCatchesRowsThatMix() {
    assertThatThrownBy(
            () ->
                RewardLaws.rewardsDependOnTheRowAlone(
                    model(batch -> constant(batch, batch.rows())), 4, 0, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("reward of row 0 alone");
  }

  @Test
  void rowAloneCatchesNanAndTheWrongNumber() {
    assertThatThrownBy(
            () ->
                RewardLaws.rewardsDependOnTheRowAlone(
                    model(batch -> constant(batch, Double.NaN)), 4, 0, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessage("rewards[0]: expected a finite number, got NaN");
    assertThatThrownBy(
            () -> RewardLaws.rewardsDependOnTheRowAlone(model(batch -> new double[0]), 4, 0, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessage("rewards: expected 4, one for each row, got 0");
  }

  @Test
  void theAnswerVerifierKeepsTheLaws() {
    AnswerVerifier verifier = new AnswerVerifier();
    RewardLaws.rightPassesAndNearMissFails(verifier, "42", " 42\n", "42.");
    RewardLaws.anyTextIsSurvived(verifier, "42", 1);
    assertThat(verifier.verify(" ", "42")).isInstanceOf(Verdict.Unverified.class);
  }

  @Test
  void nearMissCatchesAVerifierThatSearches() {
    Verifier<String> lenient =
        (task, completion) ->
            completion.contains(task) ? new Verdict.Passed() : new Verdict.Failed("absent");
    assertThatThrownBy(() -> RewardLaws.rightPassesAndNearMissFails(lenient, "42", "42", "142"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("verdict on the near miss: expected Failed");
  }

  @Test
  void survivalCatchesAVerifierThatParses() {
    Verifier<String> fragile =
        (task, completion) ->
            Integer.parseInt(completion) == Integer.parseInt(task)
                ? new Verdict.Passed()
                : new Verdict.Failed("other");
    assertThatThrownBy(() -> RewardLaws.anyTextIsSurvived(fragile, "42", 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("verify of '': expected a verdict, got java.lang.NumberFormat");
  }
}
