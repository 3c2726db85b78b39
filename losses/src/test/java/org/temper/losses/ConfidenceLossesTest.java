package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ConfidenceLossesTest {
  private static final double[] NO_YES = {0, 1};
  @AutoClose private final NDManager manager = NDManager.newBaseManager();

  private NDArray rows(int rows, double... values) {
    return manager.create(values, new Shape(rows, values.length / rows));
  }

  private NDArray array(double... values) {
    return manager.create(values);
  }

  @Test
  void crossEntropyIsThatOfTheOptionsAmongThemselves() {
    // p(yes) = 3/4 of the two, however little the vocabulary gives both: 0.003 and 0.001
    NDArray logits = rows(2, Math.log(0.001), Math.log(0.003), Math.log(0.001), Math.log(0.003));
    NDArray labels = rows(2, 0, 1, 0.4, 0.6);
    // −log 0.75 = 0.287682; −0.4 · log 0.25 − 0.6 · log 0.75 = 0.554518 + 0.172609
    assertThat(ConfidenceLosses.crossEntropy(logits, labels).toDoubleArray())
        .containsExactly(new double[] {0.287682, 0.727127}, within(1e-6));
    // p − t
    assertThat(Gradients.at(logits, x -> ConfidenceLosses.crossEntropy(x, labels).sum()))
        .containsExactly(new double[] {0.25, -0.25, -0.15, 0.15}, within(1e-12));
  }

  @Test
  void crossEntropyIsLeastAtTheMeanOfTheLabels() {
    // p(yes) = 0.7: the gradient of labels 1, 1, 1, 1, 1, 1, 1, 0, 0, 0 sums to 0
    NDArray logits = rows(1, Math.log(0.3), Math.log(0.7));
    NDArray label = rows(1, 0.3, 0.7);
    assertThat(Gradients.at(logits, x -> ConfidenceLosses.crossEntropy(x, label).sum()))
        .containsExactly(new double[] {0, 0}, within(1e-12));
  }

  @Test
  void focalIsCrossEntropyWhereGammaIsZeroAndLessWhereOptionsAreLikely() {
    NDArray logits = rows(2, 0.3, -0.2, 1.1, 2);
    NDArray labels = rows(2, 0, 1, 0.4, 0.6);
    assertThat(ConfidenceLosses.focal(logits, labels, 0).toDoubleArray())
        .containsExactly(
            ConfidenceLosses.crossEntropy(logits, labels).toDoubleArray(), within(1e-12));
    // p = 3/4, γ = 3: (1/4)³ · 0.287682 = 0.004495
    assertThat(ConfidenceLosses.focal(rows(1, 0, Math.log(3)), rows(1, 0, 1), 3).toDoubleArray())
        .containsExactly(new double[] {0.004495}, within(1e-6));
  }

  @Test
  void smoothedLabelsShareEpsilon() {
    // (1 − 0.1) · t + 0.1 / 2
    assertThat(ConfidenceLosses.smoothed(rows(2, 0, 1, 0.4, 0.6), 0.1).toDoubleArray())
        .containsExactly(new double[] {0.05, 0.95, 0.41, 0.59}, within(1e-12));
    assertThat(ConfidenceLosses.smoothed(rows(1, 0, 1), 0).toDoubleArray()).containsExactly(0, 1);
    assertThat(ConfidenceLosses.smoothed(rows(1, 0, 1), 1).toDoubleArray())
        .containsExactly(0.5, 0.5);
  }

  @Test
  void tokenizedBrierIsTheExpectedSquaredError() {
    NDArray logits = rows(2, Math.log(0.2), Math.log(0.3), Math.log(0.5), 0, 0, 0);
    double[] levels = {0, 0.5, 1};
    // y = 1: 0.2 · 1 + 0.3 · 0.25 + 0.5 · 0 = 0.275
    // y = 0.5: (0.25 + 0 + 0.25) / 3 = 1/6
    assertThat(ConfidenceLosses.tokenizedBrier(logits, levels, array(1, 0.5)).toDoubleArray())
        .containsExactly(new double[] {0.275, 1.0 / 6}, within(1e-12));
    // q_n · ((y − v_n)² − loss)
    assertThat(
            Gradients.at(
                logits.get("0:1"), x -> ConfidenceLosses.tokenizedBrier(x, levels, array(1)).sum()))
        .containsExactly(
            new double[] {0.2 * 0.725, 0.3 * (0.25 - 0.275), 0.5 * -0.275}, within(1e-12));
  }

  @Test
  void tokenizedBrierIsLeastOnTheLevelNearestToTheMean() {
    double[] levels = {0, 0.25, 0.5, 0.75, 1};
    double best = Double.POSITIVE_INFINITY;
    int chosen = -1;
    for (int level = 0; level < levels.length; level++) {
      double[] sure = new double[levels.length];
      sure[level] = 100;
      // right in 7 of 10
      double loss =
          0.7 * ConfidenceLosses.tokenizedBrier(rows(1, sure), levels, array(1)).getDouble(0)
              + 0.3 * ConfidenceLosses.tokenizedBrier(rows(1, sure), levels, array(0)).getDouble(0);
      if (loss < best) {
        best = loss;
        chosen = level;
      }
    }
    assertThat(levels[chosen]).isEqualTo(0.75);
    // 0.7 · 0.0625 + 0.3 · 0.5625
    assertThat(best).isCloseTo(0.2125, within(1e-12));
  }

  @Test
  void brierIsTheSquaredErrorOfTheExpectedConfidence() {
    NDArray logits = rows(2, Math.log(0.4), Math.log(0.6), 0, 0);
    assertThat(ConfidenceLosses.confidence(logits, NO_YES).toDoubleArray())
        .containsExactly(new double[] {0.6, 0.5}, within(1e-12));
    assertThat(ConfidenceLosses.brier(logits, NO_YES, array(1, 0.25)).toDoubleArray())
        .containsExactly(new double[] {0.16, 0.0625}, within(1e-12));
  }

  @Test
  void extremesStayFinite() {
    for (float far : new float[] {100, 1e30f, -1e30f}) {
      NDArray logits = manager.create(new float[] {0, far}, new Shape(1, 2));
      for (float y : new float[] {0, 0.5f, 1}) {
        NDArray correctness = manager.create(new float[] {y});
        NDArray labels = manager.create(new float[] {1 - y, y}, new Shape(1, 2));
        for (NDArray loss :
            new NDArray[] {
              ConfidenceLosses.crossEntropy(logits, labels),
              ConfidenceLosses.focal(logits, labels, 3),
              ConfidenceLosses.focal(logits, labels, 1),
              ConfidenceLosses.tokenizedBrier(logits, NO_YES, correctness),
              ConfidenceLosses.brier(logits, NO_YES, correctness)
            }) {
          assertThat(Gradients.finite(loss)).isTrue();
        }
        assertThat(Gradients.at(logits, x -> ConfidenceLosses.focal(x, labels, 1).sum()))
            .doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
      }
    }
  }

  @Test
  void anOptionOfLabelZeroCountsNothingThoughItIsRuledOut() {
    NDArray logits = rows(1, Double.NEGATIVE_INFINITY, 0);
    NDArray labels = rows(1, 0, 1);
    assertThat(ConfidenceLosses.crossEntropy(logits, labels).toDoubleArray()).containsExactly(0);
    assertThat(Gradients.at(logits, x -> ConfidenceLosses.crossEntropy(x, labels).sum()))
        .containsExactly(0, 0);
  }

  @Test
  void noGradientFlowsIntoWhatIsTrue() {
    NDArray logits = rows(1, 0.2, 0.9);
    NDArray label = rows(1, 0.5, 0.5);
    // labels that are made of the logits: with their gradient it would be another one
    assertThat(Gradients.at(logits, x -> ConfidenceLosses.crossEntropy(x, x.sub(x).add(0.5)).sum()))
        .containsExactly(
            Gradients.at(logits, x -> ConfidenceLosses.crossEntropy(x, label).sum()), within(0.0));
    assertThat(Gradients.at(logits, x -> ConfidenceLosses.brier(x, NO_YES, x.get(":, 1")).sum()))
        .containsExactly(
            Gradients.at(logits, x -> ConfidenceLosses.brier(x, NO_YES, array(0.9)).sum()),
            within(1e-15));
  }

  @Test
  void messagesNameTheArgument() {
    NDArray logits = rows(1, 0, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfidenceLosses.crossEntropy(logits, rows(2, 0, 0, 1, 1)))
        .withMessage("labels: expected shape (1, 2), got (2, 2)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfidenceLosses.focal(logits, logits, 0.5))
        .withMessage("gamma: expected 0 or a finite number of at least 1, got 0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfidenceLosses.smoothed(logits, 2))
        .withMessage("epsilon: expected a number in [0, 1], got 2.0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ConfidenceLosses.tokenizedBrier(logits, new double[] {0, 0.5, 1}, array(1)))
        .withMessage("levels: expected 2, one for each option, got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfidenceLosses.brier(logits, new double[] {0, 100}, array(1)))
        .withMessage("levels: expected numbers in [0, 1], got [0.0, 100.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfidenceLosses.brier(logits, NO_YES, logits))
        .withMessage("correctness: expected shape (1), got (1, 2)");
  }
}
