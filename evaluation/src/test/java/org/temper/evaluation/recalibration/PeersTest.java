package org.temper.evaluation.recalibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.temper.evaluation.recalibration.RecalibrationFixture.doubles;
import static org.temper.evaluation.recalibration.RecalibrationFixture.ints;
import static org.temper.evaluation.recalibration.RecalibrationFixture.rows;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class PeersTest {
  private static final JsonNode FIXTURE = RecalibrationFixture.load();
  private static final JsonNode BINARY = FIXTURE.get("binary");
  private static final JsonNode MULTICLASS = FIXTURE.get("multiclass");
  private static final LabeledConfidences ANSWERS =
      LabeledConfidences.of(doubles(BINARY.get("confidence")), ints(BINARY.get("correct")));
  private static final LabeledLogits QUESTIONS =
      LabeledLogits.of(rows(MULTICLASS.get("logits")), ints(MULTICLASS.get("label")));
  private static final double MARGIN = Math.ulp(1.0);

  private static void assertPredicts(ConfidenceRecalibrator ours, String peer, double tolerance) {
    assertThat(ours.recalibrate(doubles(BINARY.get("at"))))
        .as(peer)
        .containsExactly(doubles(BINARY.get(peer)), within(tolerance));
  }

  private static void assertPredicts(LogitRecalibrator ours, String peer, double tolerance) {
    double[][] expected = rows(MULTICLASS.get(peer));
    for (int i = 0; i < expected.length; i++) {
      assertThat(ours.probabilities(QUESTIONS.rows().get(i).toArray()))
          .as(peer)
          .containsExactly(expected[i], within(tolerance));
    }
  }

  private static <R extends Recalibrator> R converged(Fit<R> fit) {
    assertThat(fit.ending()).isEqualTo(FitEnding.CONVERGED);
    assertThat(fit.nllAfter()).isLessThan(fit.nllBefore());
    return fit.recalibrator();
  }

  @Test
  void isotonicRegressionPredictsAsScikitLearns() {
    assertPredicts(IsotonicRegression.fit(ANSWERS), "sklearn.isotonic", 1e-12);
  }

  @Test
  void plattScalingPredictsAsScikitLearns() {
    assertPredicts(
        converged(PlattScaling.fit(ANSWERS, PlattInput.CONFIDENCE, PlattTargets.SMOOTHED, MARGIN)),
        "sklearn.sigmoid",
        1e-6);
    assertPredicts(converged(PlattScaling.fit(ANSWERS)), "sklearn.sigmoid.log_odds", 1e-6);
  }

  @Test
  void plattScalingWithPlainTargetsIsLogisticRegression() {
    assertPredicts(
        converged(PlattScaling.fit(ANSWERS, PlattInput.LOG_ODDS, PlattTargets.PLAIN, MARGIN)),
        "sklearn.logistic.log_odds",
        1e-6);
  }

  @Test
  void betaCalibrationPredictsAsItsAuthors() {
    BetaCalibration beta = converged(BetaCalibration.fit(ANSWERS));
    assertPredicts(beta, "betacal.abm", 1e-4);
    double[] minimum = doubles(BINARY.get("scipy.beta"));
    assertThat(new double[] {beta.a(), beta.b(), beta.c()}).containsExactly(minimum, within(1e-7));
  }

  @Test
  void histogramBinningPredictsAsNetcals() {
    assertPredicts(HistogramBinning.ofEqualWidth(ANSWERS, 10), "netcal.histogram.10", 1e-12);
  }

  @Test
  void temperaturesAreTheMinimaThatScipyFinds() {
    ConfidenceTemperature confidences = converged(ConfidenceTemperature.fit(ANSWERS));
    assertThat(confidences.temperature())
        .isCloseTo(BINARY.get("scipy.temperature").doubleValue(), within(1e-6));
    TemperatureScaling logits = converged(TemperatureScaling.fit(QUESTIONS));
    assertThat(logits.temperature())
        .isCloseTo(MULTICLASS.get("scipy.temperature").doubleValue(), within(1e-6));
  }

  @Test
  void temperatureOfRowsOfDifferentOptionsIsTheMinimumThatScipyFinds() {
    JsonNode ragged = FIXTURE.get("ragged");
    LabeledLogits data = LabeledLogits.of(rows(ragged.get("logits")), ints(ragged.get("label")));
    assertThat(converged(TemperatureScaling.fit(data)).temperature())
        .isCloseTo(ragged.get("scipy.temperature").doubleValue(), within(1e-6));
  }

  @Test
  void vectorScalingIsTheMinimumThatScipyFinds() {
    assertPredicts(converged(VectorScaling.fit(QUESTIONS, 0.01)), "scipy.vector.ridge=.01", 1e-7);
  }

  @Test
  void matrixScalingIsTheMinimumThatScipyFinds() {
    assertPredicts(
        converged(MatrixScaling.fit(QUESTIONS, ScalingPenalty.odir(0.05, 0.02))),
        "scipy.matrix.odir=.05,.02",
        1e-7);
    assertPredicts(
        converged(MatrixScaling.fit(QUESTIONS, ScalingPenalty.ridge(0.1))),
        "scipy.matrix.ridge=.1",
        1e-7);
  }

  @Test
  void matrixScalingWithoutPenaltyIsMultinomialRegression() {
    assertPredicts(
        converged(MatrixScaling.fit(QUESTIONS, ScalingPenalty.none())),
        "sklearn.matrix.none",
        1e-4);
  }
}
