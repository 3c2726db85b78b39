package org.temper.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.Candidates;
import org.temper.api.items.FeedbackModel.ScoredFeedback;
import org.temper.api.items.ScoredCandidates;
import org.temper.testkit.tables.TableFeedbackModel;
import org.temper.testkit.tables.TablePolicy;

/** The tables as recommenders. */
class TableItemsTest {
  private static final SequenceBatch BATCH =
      SequenceBatch.of(
          List.of(
              TokenSequence.ofText(new long[] {0, 1, 2}), TokenSequence.ofText(new long[] {2, 0})));

  /** The logged item and the one after it, in each place; no item where none is scored. */
  private static Candidates candidates() {
    return new Candidates(new long[] {9, 9, 1, 2, 2, 0, 9, 9, 0, 1, 9, 9}, 2, 3, 2);
  }

  @Test
  void theLoggedItemScoresAsItsToken() {
    try (TablePolicy policy = TablePolicy.random(3, 1);
        TokenScores tokens = policy.evaluate(BATCH);
        CandidateScores scores = policy.evaluateCandidates(BATCH, candidates())) {
      float[] ofTokens = tokens.tokenLogProbs().toFloatArray();
      float[] ofCandidates = scores.logProbs().toFloatArray();
      assertThat(scores.logProbs().getShape().getShape()).containsExactly(2, 3, 2);
      for (int i = 0; i < ofTokens.length; i++) {
        assertThat(ofCandidates[2 * i]).isEqualTo(ofTokens[i]);
      }
      assertThat(ofCandidates[0]).isZero();
      assertThat(ofCandidates[11]).isZero();
      float[] next = policy.nextItems(BATCH)[1];
      // After the second row's last item, 0.
      assertThat(next[1]).isCloseTo(ofCandidates[2], within(1e-6f));
      assertThat(Math.exp(next[0]) + Math.exp(next[1]) + Math.exp(next[2]))
          .isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void candidatesHaveGradientsAndLeaveNoArraysBehind() {
    try (TablePolicy policy = TablePolicy.uniform(3)) {
      try (ScoredCandidates scored = policy.scoreCandidates(BATCH, candidates())) {
        scored.backward(scored.logProbs().sum());
      }
      // Row 0: candidates 1 and 2: onehot(1) + onehot(2) − 2/3
      try (NDArray gradient = policy.parameters().get("logits").array().getGradient()) {
        assertThat(Arrays.copyOf(HostArrays.doubles(gradient), 3))
            .containsExactly(new double[] {-2 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-6));
      }
      LiveArrays.assertConstant(
          "candidates",
          () -> {
            policy.scoreCandidates(BATCH, candidates()).close();
            policy.evaluateCandidates(BATCH, candidates()).close();
            policy.nextItems(BATCH);
          });
    }
  }

  @Test
  void candidatesThatDoNotFitAreRefused() {
    try (TablePolicy policy = TablePolicy.uniform(3)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> policy.evaluateCandidates(BATCH, new Candidates(new long[] {1}, 1, 1, 1)))
          .withMessage("candidates: expected shape (2, 3), got [1, 1]");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  policy.scoreCandidates(
                      BATCH, new Candidates(new long[] {0, 3, 0, 0, 0, 0}, 2, 3, 1)))
          .withMessage("candidates: expected ids from 0 to 2, got 3 in row 0 column 1");
    }
  }

  @Test
  void feedbackOfTheLoggedItemsIsTheSameEveryWay() {
    try (TableFeedbackModel model = TableFeedbackModel.random(3, 2, 1);
        ScoredFeedback scored = model.score(BATCH)) {
      float[] feedback = scored.feedback().toFloatArray();
      float[] candidates = model.feedback(BATCH, candidates());
      for (int i = 0; i < feedback.length; i++) {
        assertThat(candidates[2 * i]).isEqualTo(feedback[i]);
      }
      assertThat(model.nextFeedback(BATCH)[1][1]).isEqualTo(candidates[2]);
      assertThat(scored.values().getShape().getShape()).containsExactly(2, 3, 2);
      assertThat(model.values(BATCH)).isEqualTo(scored.values().toFloatArray());
      assertThat(model.items()).isEqualTo(3);
      assertThat(model.valueCount()).isEqualTo(2);
    }
  }

  @Test
  void feedbackRecordsAndDropsNothing() {
    try (TableFeedbackModel model = TableFeedbackModel.random(3, 2, 1)) {
      FeedbackLaws.predictionsRecordAndDropNothing(model, BATCH);
    }
  }

  @Test
  void aModelWithoutItemsOrValuesIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableFeedbackModel.random(-1, 1, 1))
        .withMessage("items: expected at least 1, got -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableFeedbackModel.zero(1, 0))
        .withMessage("valueCount: expected at least 1, got 0");
  }
}
