package org.temper.algorithms.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.metrics.Metrics;
import org.temper.api.LabeledBatch;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.Optimizer;
import org.temper.api.TokenSequence;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TableRewardModel;

class LabelTrainerTest {

  private static Labeled labeled(double label, long... completion) {
    return new Labeled(TokenSequence.of(new long[] {0}, completion), label);
  }

  @Test
  void metricsAreThoseOfTheEquation() {
    try (TableRewardModel model = TableRewardModel.of(0, 1, 3);
        Optimizer descent = GradientDescent.of(model.parameters(), 0.5)) {
      LabelTrainer trainer = new LabelTrainer(model, descent);
      LabeledBatch whole = LabeledBatch.of(List.of(labeled(2, 1), labeled(0, 2)));
      // ((1 − 2)² + (3 − 0)²) / 2 = 5 against a variance of 1
      Metrics metrics = trainer.update(List.of(whole));
      assertThat(metrics.loss()).isCloseTo(5, within(1e-6));
      assertThat(metrics.get(LabelMetrics.EXPLAINED_VARIANCE)).isCloseTo(-4, within(1e-6));
      assertThat(metrics.get(LabelMetrics.MEAN_REWARD)).isEqualTo(2);
      assertThat(metrics.get(LabelMetrics.MEAN_LABEL)).isEqualTo(1);
      assertThat(metrics.toMap().keySet())
          .containsExactly(
              "loss",
              "explained_variance",
              "mean_reward",
              "mean_label",
              "gradient_norm",
              "learning_rate");
      assertThat(metrics.values().keySet()).containsExactlyElementsOf(LabelMetrics.ALL);
      assertThat(trainer.identity()).isEqualTo(Map.of("trainer.algorithm", "labels"));
      // Gradients −1 and 3 at a rate of a half.
      assertThat(model.parameters().get("rewards").array().toFloatArray())
          .containsExactly(new float[] {-1, 1.5f, 1.5f}, within(1e-6f));
    }
  }

  @Test
  void learnsLabelsHoweverABatchIsSplit() {
    try (TableRewardModel model = TableRewardModel.of(0, 0, 0);
        Optimizer descent = GradientDescent.of(model.parameters(), 0.2)) {
      LabelTrainer trainer = new LabelTrainer(model, descent);
      LabeledBatch first = LabeledBatch.of(List.of(labeled(2, 1), labeled(-1, 2)));
      LabeledBatch second = LabeledBatch.of(List.of(labeled(1, 1, 2)));
      double before = trainer.evaluate(List.of(first, second)).loss();
      assertThat(before).isCloseTo((4 + 1 + 1) / 3.0, within(1e-6));
      for (int update = 0; update < 300; update++) {
        trainer.update(List.of(first, second));
      }
      Metrics scores = trainer.evaluate(List.of(first, second));
      assertThat(scores.loss()).isLessThan(1e-3);
      assertThat(scores.get(LabelMetrics.EXPLAINED_VARIANCE)).isGreaterThan(0.99);
    }
  }

  @Test
  void equalLabelsExplainNothing() {
    try (TableRewardModel model = TableRewardModel.of(0, 1);
        Optimizer descent = GradientDescent.of(model.parameters(), 0.2)) {
      LabelTrainer trainer = new LabelTrainer(model, descent);
      assertThat(
              trainer
                  .evaluate(List.of(LabeledBatch.of(List.of(labeled(1, 1)))))
                  .get(LabelMetrics.EXPLAINED_VARIANCE))
          .isNaN();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.update(List.of()))
          .withMessage("microBatches: expected at least one, got none");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> labeled(Double.NaN, 1))
          .withMessage("label: expected a finite number, got NaN");
    }
  }
}
