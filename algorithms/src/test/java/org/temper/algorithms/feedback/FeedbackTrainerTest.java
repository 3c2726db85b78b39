package org.temper.algorithms.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.ComparedMetrics;
import org.temper.algorithms.LoggedBatches;
import org.temper.algorithms.LoggedBatches.User;
import org.temper.algorithms.Opened;
import org.temper.algorithms.metrics.Metrics;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.items.FeedbackModel;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TableFeedbackModel;

class FeedbackTrainerTest {
  @AutoClose private final Opened opened = new Opened();

  private FeedbackTrainer trainer(FeedbackModel model, double nextItemWeight, Double... taus) {
    return new FeedbackTrainer(
        model,
        opened.add(GradientDescent.of(model.parameters(), 0.5)),
        new FeedbackConfig(nextItemWeight, List.of(taus)));
  }

  private static float[] values(FeedbackModel model, String name) {
    return model.parameters().get(name).array().toFloatArray();
  }

  @Test
  void lossAndGradientAreThoseOfTheEquation() {
    TableFeedbackModel model = opened.add(TableFeedbackModel.zero(2, 2));
    Metrics metrics =
        trainer(model, 0.1, 0.5, 0.8)
            .update(List.of(LoggedBatches.batch(User.of(0, 1, 1).rewards(0, 2, Float.NaN))));
    // 0.1 · log 2 over both tokens; 2² and 0.5 · 4 + 0.8 · 4 over the one that is known
    assertThat(metrics.get(FeedbackMetrics.NLL)).isCloseTo(Math.log(2), within(1e-6));
    assertThat(metrics.get(FeedbackMetrics.SQUARED_ERROR)).isCloseTo(4, within(1e-6));
    assertThat(metrics.get(FeedbackMetrics.EXPECTILE_LOSS)).isCloseTo(5.2, within(1e-6));
    assertThat(metrics.loss()).isCloseTo(0.1 * Math.log(2) + 4 + 5.2, within(1e-5));
    assertThat(metrics.get(FeedbackMetrics.TOKENS)).isEqualTo(2);
    assertThat(metrics.get(FeedbackMetrics.KNOWN_REWARDS)).isEqualTo(1);
    assertThat(metrics.get(FeedbackMetrics.EXPLAINED_VARIANCE)).isNaN();
    assertThat(metrics.toMap().keySet())
        .containsExactly(
            "loss",
            "nll",
            "squared_error",
            "explained_variance",
            "expectile_loss",
            "scored_tokens",
            "known_rewards",
            "gradient_norm",
            "learning_rate");
    assertThat(metrics.values().keySet()).containsExactlyElementsOf(FeedbackMetrics.ALL);
    // 0.5 · 2 · 2 = 2 for item 1 after 0; 0.5 · (2 · 0.5 · 2) = 1 and 0.5 · (2 · 0.8 · 2) = 1.6
    assertThat(values(model, "feedback")).containsExactly(new float[] {0, 2, 0, 0}, within(1e-6f));
    assertThat(values(model, "values")).containsExactly(new float[] {1, 1.6f, 0, 0}, within(1e-6f));
    // 0.5 · 0.1 · ½ · (−½, ½) in both rows
    assertThat(values(model, "logits"))
        .containsExactly(new float[] {-0.0125f, 0.0125f, -0.0125f, 0.0125f}, within(1e-6f));
  }

  @Test
  void valuesTendToExpectilesAndFeedbackToMeans() {
    TableFeedbackModel model = opened.add(TableFeedbackModel.random(2, 2, 3));
    FeedbackTrainer trainer = trainer(model, 0, 0.5, 0.8);
    List<SequenceBatch> data =
        List.of(
            LoggedBatches.batch(
                User.of(0, 1).rewards(0, 0), User.of(0, 1).rewards(0, 1),
                User.of(0, 0).rewards(0, 0), User.of(0, 0).rewards(0, 1)));
    for (int update = 0; update < 200; update++) {
      trainer.update(data);
    }
    // Of rewards 0 and 1, equally often, the τ-expectile is τ.
    assertThat(values(model, "values")[0]).isCloseTo(0.5f, within(1e-3f));
    assertThat(values(model, "values")[1]).isCloseTo(0.8f, within(1e-3f));
    assertThat(values(model, "feedback")[0]).isCloseTo(0.5f, within(1e-3f));
    // Always the mean: nothing is explained.
    assertThat(trainer.evaluate(data).get(FeedbackMetrics.EXPLAINED_VARIANCE))
        .isCloseTo(0, within(1e-3));
  }

  @Test
  void withoutAKnownRewardNextItemsAreStillLearned() {
    TableFeedbackModel model = opened.add(TableFeedbackModel.zero(2, 1));
    Metrics metrics =
        trainer(model, 1, 0.5)
            .update(List.of(LoggedBatches.batch(User.of(0, 1).rewards(0, Float.NaN))));
    assertThat(metrics.loss()).isCloseTo(Math.log(2), within(1e-6));
    assertThat(metrics.get(FeedbackMetrics.SQUARED_ERROR)).isNaN();
    assertThat(metrics.get(FeedbackMetrics.EXPECTILE_LOSS)).isNaN();
    assertThat(values(model, "logits")[1]).isPositive();
    assertThat(values(model, "feedback")).containsOnly(0);
  }

  @Test
  void howABatchIsSplitChangesNothing() {
    User first = User.of(0, 1, 2, 3).rewards(0, 2, Float.NaN, 0.5f);
    User second = User.of(3, 3).rewards(0, 4);
    User third = User.of(1, 1).rewards(0, Float.NaN);
    TableFeedbackModel whole = opened.add(TableFeedbackModel.random(4, 2, 2));
    TableFeedbackModel split = opened.add(TableFeedbackModel.random(4, 2, 2));
    Metrics atOnce =
        trainer(whole, 1, 0.5, 0.7).update(List.of(LoggedBatches.batch(first, second, third)));
    Metrics inParts =
        trainer(split, 1, 0.5, 0.7)
            .update(
                List.of(
                    LoggedBatches.batch(User.of(2)),
                    LoggedBatches.batch(first),
                    LoggedBatches.batch(third, second)));
    ComparedMetrics.assertClose(inParts, atOnce, 1e-4);
    for (String name : List.of("logits", "feedback", "values")) {
      assertThat(values(split, name)).containsExactly(values(whole, name), within(1e-5f));
    }
  }

  @Test
  void evaluationGivesTheLossAndChangesNothing() {
    TableFeedbackModel model = opened.add(TableFeedbackModel.random(4, 1, 2));
    FeedbackTrainer trainer = trainer(model, 1, 0.7);
    List<SequenceBatch> data =
        List.of(LoggedBatches.batch(User.of(0, 1, 2, 3).rewards(0, 2, 1, 0.5f)));
    float[] before = values(model, "feedback");
    Metrics scores = trainer.evaluate(data);
    assertThat(values(model, "feedback")).isEqualTo(before);
    assertThat(trainer.update(data).loss()).isCloseTo(scores.loss(), within(1e-6));
  }

  @Test
  void badInputIsRefused() {
    TableFeedbackModel model = opened.add(TableFeedbackModel.zero(2, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer(model, 1, 0.5))
        .withMessage("expectiles: expected 2, one for each value of the model, got [0.5]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FeedbackConfig(-1, List.of(0.5)))
        .withMessage("nextItemWeight: expected a finite number from 0, got -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FeedbackConfig(1, List.of()))
        .withMessage("expectiles: expected at least one, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FeedbackConfig(1, List.of(0.5, 1.0)))
        .withMessage("expectiles: expected above 0 and below 1, got 1.0");
    FeedbackTrainer trainer = trainer(model, 1, 0.5, 0.7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.update(List.of(LoggedBatches.batch(User.of(0)))))
        .withMessage("microBatches: expected at least one scored token, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                trainer.update(
                    List.of(SequenceBatch.of(List.of(TokenSequence.ofText(new long[] {0, 1}))))))
        .withMessage("microBatches[0]: expected the side input rewards, got []");
  }

  @Test
  void identityStatesEverySetting() {
    TableFeedbackModel model = opened.add(TableFeedbackModel.zero(2, 2));
    assertThat(trainer(model, 0.1, 0.5, 0.8).identity())
        .isEqualTo(
            Map.of(
                "trainer.algorithm", "feedback",
                "trainer.next_item_weight", "0.1",
                "trainer.expectiles", "[0.5, 0.8]"));
  }
}
