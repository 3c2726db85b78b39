package org.temper.evaluation.recalibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogitRecalibratorTest {

  @Test
  void aTemperatureDividesLogits() {
    // softmax([ln 9, 0] / 2) = [3, 1] / 4.
    TemperatureScaling scaling = new TemperatureScaling(2);
    assertThat(scaling.probabilities(new double[] {Math.log(9), 0}))
        .containsExactly(new double[] {0.75, 0.25}, within(1e-15));
    assertThat(scaling.confidence(new double[] {0, Math.log(9)})).isCloseTo(0.75, within(1e-15));
  }

  @Test
  void answersAreTheLikeliestOptions() {
    LabeledLogits data =
        LabeledLogits.of(new double[][] {{0, Math.log(9)}, {0, 0, -1e3}}, new int[] {1, 1});
    LabeledConfidences answers = new TemperatureScaling(2).answers(data);
    assertThat(answers.confidences().toArray())
        .containsExactly(new double[] {0.75, 0.5}, within(1e-15));
    // Of equal ones the first is the answer.
    assertThat(answers.outcomes().toArray()).containsExactly(1, 0);
  }

  @Test
  void hugeLogitsStayFinite() {
    assertThat(new TemperatureScaling(0.01).probabilities(new double[] {1e300, -1e300, 1e300}))
        .containsExactly(0.5, 0, 0.5);
  }

  @Test
  void separableRowsEndAtTheBoundAndSaySo() {
    LabeledLogits data = LabeledLogits.of(new double[][] {{2, 1}, {0, 3, 1}}, new int[] {0, 1});
    Fit<TemperatureScaling> fit = TemperatureScaling.fit(data);
    assertThat(fit.recalibrator().temperature()).isEqualTo(0.01);
    assertThat(fit.ending()).isEqualTo(FitEnding.SEPARABLE);
    assertThat(fit.nllAfter()).isLessThan(1e-12);
  }

  @Test
  void logitsThatSayTheContraryEndAtTheOtherBound() {
    LabeledLogits data = LabeledLogits.of(new double[][] {{2, 1}, {0, 3}}, new int[] {1, 0});
    Fit<TemperatureScaling> fit = TemperatureScaling.fit(data);
    assertThat(fit.recalibrator().temperature()).isEqualTo(100);
    assertThat(fit.ending()).isEqualTo(FitEnding.AT_BOUND);
  }

  @Test
  void aMinimumBeyondTheRangeEndsAtItsEnd() {
    double[][] rows = new double[1000][];
    int[] labels = new int[1000];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {1e-4, 0};
      labels[i] = i % 10 == 0 ? 1 : 0;
    }
    Fit<TemperatureScaling> fit = TemperatureScaling.fit(LabeledLogits.of(rows, labels));
    assertThat(fit.recalibrator().temperature()).isEqualTo(0.01);
    assertThat(fit.ending()).isEqualTo(FitEnding.AT_BOUND);
  }

  @Test
  void equalLogitsHaveNoTemperature() {
    LabeledLogits data = LabeledLogits.of(new double[][] {{2, 2}, {1, 1, 1}}, new int[] {0, 1});
    assertThatThrownBy(() -> TemperatureScaling.fit(data))
        .hasMessage("rows: expected logits that differ within a row, got equal ones only");
  }

  @Test
  void vectorAndMatrixScalingAreAffine() {
    VectorScaling vector =
        new VectorScaling(ImmutableDoubleArray.of(2, -1), ImmutableDoubleArray.of(0.5, 1));
    double[] logits = {1, 3};
    // [2.5, −2].
    assertThat(vector.probabilities(logits)[0]).isCloseTo(1 / (1 + Math.exp(-4.5)), within(1e-15));
    MatrixScaling matrix =
        new MatrixScaling(
            List.of(ImmutableDoubleArray.of(1, 2), ImmutableDoubleArray.of(0, 1)),
            ImmutableDoubleArray.of(-6, 0));
    // [1 + 6 − 6, 3].
    assertThat(matrix.probabilities(logits)[0]).isCloseTo(1 / (1 + Math.exp(2)), within(1e-15));
    assertThat(vector.orderEffect()).isEqualTo(OrderEffect.MAY_REORDER);
    assertThat(matrix.orderEffect()).isEqualTo(OrderEffect.MAY_REORDER);
  }

  @Test
  void aStrongPenaltyHoldsTheIdentity() {
    LabeledLogits data = HeldOut.rectangular(4, 200, new SplittableRandom(3));
    double[] logits = data.rows().get(0).toArray();
    double[] unchanged = new TemperatureScaling(1).probabilities(logits);
    assertThat(VectorScaling.fit(data, 1e9).recalibrator().probabilities(logits))
        .containsExactly(unchanged, within(1e-6));
    assertThat(
            MatrixScaling.fit(data, ScalingPenalty.ridge(1e9)).recalibrator().probabilities(logits))
        .containsExactly(unchanged, within(1e-6));
  }

  @Test
  void strongOdirIsAWeightForEachOption() {
    LabeledLogits data = HeldOut.rectangular(3, 300, new SplittableRandom(5));
    MatrixScaling matrix = MatrixScaling.fit(data, ScalingPenalty.odir(1e9, 0)).recalibrator();
    VectorScaling vector = VectorScaling.fit(data, 0).recalibrator();
    for (int k = 0; k < 3; k++) {
      assertThat(matrix.weights().get(k).get(k)).isCloseTo(vector.weights().get(k), within(1e-5));
      assertThat(matrix.weights().get(k).get((k + 1) % 3)).isCloseTo(0, within(1e-6));
    }
  }

  @Test
  void moreParametersFitTheHeldOutDataBetter() {
    LabeledLogits data = HeldOut.rectangular(4, 400, new SplittableRandom(9));
    double temperature = TemperatureScaling.fit(data).nllAfter();
    double vector = VectorScaling.fit(data, 0).nllAfter();
    double matrix = MatrixScaling.fit(data, ScalingPenalty.none()).nllAfter();
    assertThat(vector).isLessThan(temperature);
    assertThat(matrix).isLessThan(vector);
  }

  @Test
  void separationIsSaidUnlessAPenaltyPreventsIt() {
    LabeledLogits data =
        LabeledLogits.of(new double[][] {{2, 1}, {0, 3}, {4, 1}}, new int[] {0, 1, 0});
    assertThat(VectorScaling.fit(data, 0).ending()).isEqualTo(FitEnding.SEPARABLE);
    assertThat(VectorScaling.fit(data, 0.1).ending()).isEqualTo(FitEnding.CONVERGED);
    assertThat(MatrixScaling.fit(data, ScalingPenalty.none()).ending())
        .isEqualTo(FitEnding.SEPARABLE);
    assertThat(MatrixScaling.fit(data, ScalingPenalty.odir(1, 1)).ending())
        .isEqualTo(FitEnding.SEPARABLE);
    assertThat(MatrixScaling.fit(data, ScalingPenalty.ridge(0.1)).ending())
        .isEqualTo(FitEnding.CONVERGED);
  }

  @Test
  void rowsOfDifferentLengthsNeedATemperature() {
    LabeledLogits data = LabeledLogits.of(new double[][] {{2, 1}, {0, 3, 1}}, new int[] {1, 1});
    assertThatThrownBy(() -> VectorScaling.fit(data, 0))
        .hasMessage(
            "rows[1]: expected 2 options as in rows[0], which VectorScaling needs, got 3; a"
                + " temperature (TemperatureScaling.fit) takes rows of any number");
    assertThatThrownBy(() -> MatrixScaling.fit(data, ScalingPenalty.none()))
        .hasMessageContaining("which MatrixScaling needs, got 3");
    VectorScaling two =
        new VectorScaling(ImmutableDoubleArray.of(1, 1), ImmutableDoubleArray.of(0, 0));
    assertThatThrownBy(() -> two.probabilities(new double[3]))
        .hasMessage(
            "logits: expected the 2 options that were fitted, got 3; a temperature takes any"
                + " number");
  }

  @Test
  void badLogitsAreRefused() {
    assertThatThrownBy(() -> LabeledLogits.of(new double[0][], new int[0]))
        .hasMessage("rows: expected at least one, got none");
    assertThatThrownBy(() -> LabeledLogits.of(new double[][] {{1, 2}}, new int[0]))
        .hasMessage("labels: expected 1, one for each row, got 0");
    assertThatThrownBy(() -> LabeledLogits.of(new double[][] {{1}}, new int[1]))
        .hasMessage("rows[0]: expected at least two options, got 1");
    assertThatThrownBy(
            () -> LabeledLogits.of(new double[][] {{1, Double.NEGATIVE_INFINITY}}, new int[1]))
        .hasMessage(
            "rows[0][1]: expected from -1e6 to 1e6 (leave an impossible option out), got -Infinity");
    assertThatThrownBy(() -> LabeledLogits.of(new double[][] {{1, 2}}, new int[] {2}))
        .hasMessage("labels[0]: expected an option from 0 to 1, got 2");
    TemperatureScaling scaling = new TemperatureScaling(1);
    assertThatThrownBy(() -> scaling.probabilities(new double[1]))
        .hasMessage("logits: expected at least two options, got 1");
    assertThatThrownBy(() -> scaling.probabilities(new double[] {0, Double.NaN}))
        .hasMessageStartingWith("logits[1]: expected a finite logit");
    assertThatThrownBy(() -> new TemperatureScaling(0))
        .hasMessage("temperature: expected from 0.01 to 100.0, got 0.0");
    assertThatThrownBy(() -> new ScalingPenalty(0, -1, 0))
        .hasMessage("offDiagonal: expected a number of at least 0, got -1.0");
    assertThatThrownBy(
            () -> new VectorScaling(ImmutableDoubleArray.of(1, 1), ImmutableDoubleArray.of(0)))
        .hasMessage("biases: expected 2, one for each weight, got 1");
  }
}
