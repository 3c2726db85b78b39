package org.temper.algorithms.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.LoggedBatches;
import org.temper.algorithms.LoggedBatches.User;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;
import org.temper.testkit.tables.TableFeedbackModel;

class FeedbackEnsembleTest {

  @Test
  void meansAndSpreadsAreThoseOfTheMembers() {
    SequenceBatch batch = LoggedBatches.batch(User.of(0, 1));
    Candidates candidates = new Candidates(new long[] {0, 0, 1, 2}, 1, 2, 2);
    try (TableFeedbackModel a = TableFeedbackModel.random(3, 2, 1);
        TableFeedbackModel b = TableFeedbackModel.random(3, 2, 2)) {
      EnsembleFeedback together = new FeedbackEnsemble(List.of(a, b)).feedback(batch, candidates);
      float[] first = a.feedback(batch, candidates);
      float[] second = b.feedback(batch, candidates);
      for (int i = 0; i < 4; i++) {
        assertThat(together.means()[i]).isCloseTo((first[i] + second[i]) / 2, within(1e-6f));
        // Of two numbers the unbiased deviation is |x − y| / √2.
        assertThat(together.spreads()[i])
            .isCloseTo((float) (Math.abs(first[i] - second[i]) / Math.sqrt(2)), within(1e-6f));
        assertThat(together.conservative(2)[i])
            .isCloseTo(together.means()[i] - 2 * together.spreads()[i], within(1e-6f));
      }
      assertThat(together.means()[0]).isZero();

      List<EnsembleFeedback> next = new FeedbackEnsemble(List.of(a, b)).nextFeedback(batch);
      assertThat(next).hasSize(1);
      assertThat(next.get(0).means()[2])
          .isCloseTo(
              (a.nextFeedback(batch)[0][2] + b.nextFeedback(batch)[0][2]) / 2, within(1e-6f));

      float[] values = new FeedbackEnsemble(List.of(a, b)).values(batch);
      assertThat(values).hasSize(4);
      assertThat(values[3]).isCloseTo((a.values(batch)[3] + b.values(batch)[3]) / 2, within(1e-6f));
    }
  }

  @Test
  void aSingleMemberHasNoSpread() {
    SequenceBatch batch = LoggedBatches.batch(User.of(0, 1));
    try (TableFeedbackModel model = TableFeedbackModel.random(3, 1, 1)) {
      EnsembleFeedback alone = new FeedbackEnsemble(List.of(model)).nextFeedback(batch).get(0);
      assertThat(alone.spreads()).containsOnly(0);
      assertThat(alone.conservative(3)).isEqualTo(model.nextFeedback(batch)[0]);
    }
  }

  @Test
  void membersThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FeedbackEnsemble(List.of()))
        .withMessage("members: expected at least one, got none");
    try (TableFeedbackModel a = TableFeedbackModel.zero(3, 1);
        TableFeedbackModel b = TableFeedbackModel.zero(3, 2)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new FeedbackEnsemble(List.of(a, b)))
          .withMessage("members: expected 3 items and 1 values in each, got 3 and 2");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EnsembleFeedback(new float[1], new float[1]).conservative(-1))
        .withMessage("kappa: expected a number from 0, got -1.0");
  }
}
