package org.temper.algorithms.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.metrics.Metrics;
import org.temper.api.Optimizer;
import org.temper.api.items.LabeledSessions;
import org.temper.api.items.ShownSession;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TableSessionModel;

class SessionRewardTrainerTest {

  private static ShownSession session(int... items) {
    return new ShownSession(ImmutableDoubleArray.of(1), ImmutableIntArray.copyOf(items));
  }

  /** Watched to the end and liked; watched by three in four and not liked. */
  private static LabeledSessions sessions() {
    return new LabeledSessions(
        List.of(session(0, 1), session(1, 2)),
        List.of(ImmutableDoubleArray.of(1, 1), ImmutableDoubleArray.of(0.75, 0)));
  }

  @Test
  void metricsAndStepAreThoseOfTheEquation() {
    try (TableSessionModel model = TableSessionModel.of(3, "watched", "liked");
        Optimizer descent = GradientDescent.of(model.parameters(), 4)) {
      SessionRewardTrainer trainer = new SessionRewardTrainer(model, descent);
      Metrics metrics = trainer.update(List.of(sessions()));
      assertThat(metrics.loss()).isCloseTo(4 * Math.log(2), within(1e-6));
      assertThat(metrics.get(SessionRewardMetrics.PREFERENCE_LOSS))
          .isCloseTo(2 * Math.log(2), within(1e-6));
      assertThat(metrics.get(SessionRewardMetrics.MEAN_PREDICTION)).isEqualTo(0.5);
      assertThat(metrics.get(SessionRewardMetrics.MEAN_LABEL)).isEqualTo(2.75 / 4, within(1e-9));
      assertThat(metrics.values().keySet()).containsExactlyElementsOf(SessionRewardMetrics.ALL);
      // σ − y is −½ and −½ in the first session, −¼ and ½ in the second, each of half the weight.
      assertThat(model.parameters().get("log_odds").array().toFloatArray())
          .containsExactly(new float[] {1, 1, 1.5f, 0, 0.5f, -1}, within(1e-6f));
      // The score of all: −1 in the first session, ¼ in the second.
      assertThat(model.parameters().get("preference").array().toFloatArray())
          .containsExactly(new float[] {2, 1.5f, -0.5f}, within(1e-6f));
      assertThat(trainer.identity()).isEqualTo(Map.of("trainer.algorithm", "session_rewards"));
    }
  }

  @Test
  void howABatchIsSplitChangesNothingAndRatesAreLearned() {
    try (TableSessionModel model = TableSessionModel.of(3, "watched", "liked");
        Optimizer descent = GradientDescent.of(model.parameters(), 1)) {
      SessionRewardTrainer trainer = new SessionRewardTrainer(model, descent);
      LabeledSessions whole = sessions();
      List<LabeledSessions> parts =
          List.of(
              new LabeledSessions(whole.sessions().subList(0, 1), whole.outcomes().subList(0, 1)),
              new LabeledSessions(whole.sessions().subList(1, 2), whole.outcomes().subList(1, 2)));
      assertThat(trainer.evaluate(parts).loss())
          .isCloseTo(trainer.evaluate(List.of(whole)).loss(), within(1e-6));
      for (int update = 0; update < 400; update++) {
        trainer.update(parts);
      }
      double[] rewards =
          model.rewards(List.of(session(1, 2), session(0, 1)), ImmutableDoubleArray.of(1, 0.5));
      assertThat(rewards).containsExactly(new double[] {0.75, 1.5}, within(0.05));
      // What all outcomes are in the mean.
      assertThat(model.preferences(List.of(session(1, 2), session(0, 1))))
          .containsExactly(new double[] {0.375, 1}, within(0.05));
    }
  }

  @Test
  void badInputIsRefused() {
    try (TableSessionModel model = TableSessionModel.of(3, "watched");
        Optimizer descent = GradientDescent.of(model.parameters(), 1)) {
      SessionRewardTrainer trainer = new SessionRewardTrainer(model, descent);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.update(List.of(sessions())))
          .withMessage("microBatches: expected outcomes of [watched], got 2 of each session");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.evaluate(List.of()))
          .withMessage("batches: expected at least one, got none");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.rewards(List.of(session(0)), ImmutableDoubleArray.of(1, 2)))
          .withMessage("weights: expected 1, one of each target, got 2");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new LabeledSessions(
                    List.of(session(0), session(0, 1)),
                    List.of(ImmutableDoubleArray.of(1), ImmutableDoubleArray.of(1))))
        .withMessage("sessions: expected 1 items each, got 2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new LabeledSessions(List.of(session(0)), List.of(ImmutableDoubleArray.of(1.5))))
        .withMessage("outcomes: expected 1 numbers in [0, 1] of each session, got [1.5]");
  }
}
