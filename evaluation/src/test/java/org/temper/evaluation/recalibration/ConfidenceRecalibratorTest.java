package org.temper.evaluation.recalibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConfidenceRecalibratorTest {
  private static final double MARGIN = Math.ulp(1.0);

  @Test
  void aTemperatureDividesLogOdds() {
    ConfidenceTemperature two = new ConfidenceTemperature(2, MARGIN);
    // odds 9 → √9 = 3.
    assertThat(two.recalibrate(0.9)).isCloseTo(0.75, within(1e-15));
    assertThat(two.recalibrate(0.5)).isEqualTo(0.5);
    assertThat(two.recalibrate(1)).isLessThan(1).isGreaterThan(0.99);
    // Held to 0.01: odds 99 → √99.
    assertThat(new ConfidenceTemperature(2, 0.01).recalibrate(1))
        .isCloseTo(Math.sqrt(99) / (1 + Math.sqrt(99)), within(1e-15));
  }

  @Test
  void plattScalingIsALineAndBetaCalibrationTwo() {
    assertThat(new PlattScaling(PlattInput.CONFIDENCE, 2, -1, MARGIN).recalibrate(0.75))
        .isCloseTo(1 / (1 + Math.exp(-0.5)), within(1e-15));
    // Odds 3 squared times e⁰.
    assertThat(new PlattScaling(PlattInput.LOG_ODDS, 2, 0, MARGIN).recalibrate(0.75))
        .isCloseTo(0.9, within(1e-15));
    // Odds (3/4)² / (1/4) = 9 / 4.
    assertThat(new BetaCalibration(2, 1, 0, MARGIN).recalibrate(0.75))
        .isCloseTo(9.0 / 13, within(1e-15));
  }

  @Test
  void confidenceThatSaysTheContraryGetsASlopeOfZero() {
    LabeledConfidences data =
        LabeledConfidences.of(new double[] {0.2, 0.4, 0.7, 0.9}, new int[] {1, 1, 0, 1});
    Fit<PlattScaling> fit = PlattScaling.fit(data, PlattInput.LOG_ODDS, PlattTargets.PLAIN, MARGIN);
    PlattScaling platt = fit.recalibrator();
    assertThat(fit.ending()).isEqualTo(FitEnding.AT_BOUND);
    assertThat(platt.slope()).isZero();
    assertThat(platt.orderEffect()).isEqualTo(OrderEffect.MONOTONE);
    assertThat(platt.recalibrate(0.3)).isCloseTo(0.75, within(1e-9));
    assertThat(platt.recalibrate(0.8)).isEqualTo(platt.recalibrate(0.3));
  }

  @Test
  void betaCalibrationLeavesOutWhatWouldBeNegative() {
    SplittableRandom random = new SplittableRandom(11);
    double[] confidences = new double[600];
    int[] outcomes = new int[600];
    for (int i = 0; i < 600; i++) {
      confidences[i] = random.nextDouble();
      // b is 2, and a would be −0.3.
      double logOdds = -2 * Math.log1p(-confidences[i]) + 0.3 * -Math.log(confidences[i]) - 1;
      outcomes[i] = random.nextDouble() < LogOdds.sigmoid(logOdds) ? 1 : 0;
    }
    Fit<BetaCalibration> fit = BetaCalibration.fit(LabeledConfidences.of(confidences, outcomes));
    assertThat(fit.recalibrator().a()).isZero();
    assertThat(fit.recalibrator().b()).isPositive();
    assertThat(fit.ending()).isEqualTo(FitEnding.AT_BOUND);
    assertThat(fit.recalibrator().orderEffect()).isEqualTo(OrderEffect.RANK_PRESERVING);
  }

  @Test
  void separableDataAreSaidToBe() {
    LabeledConfidences data =
        LabeledConfidences.of(new double[] {0.2, 0.4, 0.7, 0.9}, new int[] {0, 0, 1, 1});
    assertThat(ConfidenceTemperature.fit(data).ending()).isEqualTo(FitEnding.SEPARABLE);
    assertThat(ConfidenceTemperature.fit(data).recalibrator().temperature()).isEqualTo(0.01);
    assertThat(BetaCalibration.fit(data).ending()).isEqualTo(FitEnding.SEPARABLE);
    assertThat(PlattScaling.fit(data, PlattInput.LOG_ODDS, PlattTargets.PLAIN, MARGIN).ending())
        .isEqualTo(FitEnding.SEPARABLE);
    Fit<PlattScaling> smoothed = PlattScaling.fit(data);
    assertThat(smoothed.ending()).isEqualTo(FitEnding.CONVERGED);
    assertThat(smoothed.recalibrator().recalibrate(0.9)).isBetween(0.6, 0.95);
  }

  @Test
  void oneClassAloneIsFittedByPlattsTargets() {
    LabeledConfidences data =
        LabeledConfidences.of(new double[] {0.6, 0.7, 0.8}, new int[] {1, 1, 1});
    Fit<PlattScaling> fit = PlattScaling.fit(data);
    // All targets are 4 / 5, and no slope is needed.
    assertThat(fit.ending()).isNotEqualTo(FitEnding.SEPARABLE);
    assertThat(fit.recalibrator().slope()).isCloseTo(0, within(1e-7));
    assertThat(fit.recalibrator().recalibrate(0.7)).isCloseTo(0.8, within(1e-7));
    assertThat(BetaCalibration.fit(data).ending()).isEqualTo(FitEnding.SEPARABLE);
    assertThat(IsotonicRegression.fit(data).recalibrate(0.1)).isEqualTo(1);
    assertThat(HistogramBinning.ofEqualMass(data, 1).recalibrate(0.1)).isEqualTo(1);
  }

  @Test
  void equalConfidencesBecomeTheShareThatIsCorrect() {
    LabeledConfidences data =
        LabeledConfidences.of(new double[] {0.9, 0.9, 0.9, 0.9}, new int[] {1, 0, 0, 1});
    assertThat(
            PlattScaling.fit(data, PlattInput.LOG_ODDS, PlattTargets.PLAIN, MARGIN)
                .recalibrator()
                .recalibrate(0.9))
        .isCloseTo(0.5, within(1e-7));
    assertThat(BetaCalibration.fit(data).recalibrator().recalibrate(0.9))
        .isCloseTo(0.5, within(1e-7));
    assertThat(IsotonicRegression.fit(data).recalibrate(0.2)).isEqualTo(0.5);
    assertThat(HistogramBinning.ofEqualMass(data, 4).values())
        .isEqualTo(ImmutableDoubleArray.of(0.5));
    LabeledConfidences halves = LabeledConfidences.of(new double[] {0.5, 0.5}, new int[] {1, 0});
    assertThatThrownBy(() -> ConfidenceTemperature.fit(halves))
        .hasMessage(
            "confidences: expected one other than 0.5, which every temperature leaves as it is");
  }

  @Test
  void histogramsHoldTheirUpperEdges() {
    LabeledConfidences data =
        LabeledConfidences.of(new double[] {0, 0.5, 0.75, 1}, new int[] {0, 1, 0, 1});
    HistogramBinning two = HistogramBinning.ofEqualWidth(data, 2);
    assertThat(two.edges()).isEqualTo(ImmutableDoubleArray.of(0, 0.5, 1));
    assertThat(two.values()).isEqualTo(ImmutableDoubleArray.of(0.5, 0.5));
    assertThat(two.recalibrate(-0.0)).isEqualTo(0.5);
    assertThat(two.orderEffect()).isEqualTo(OrderEffect.MONOTONE);
    HistogramBinning four = HistogramBinning.ofEqualWidth(data, 4);
    // (0.25, 0.5] holds one, (0, 0.25] the 0, the rest one each.
    assertThat(four.values()).isEqualTo(ImmutableDoubleArray.of(0, 1, 0, 1));
    assertThat(four.orderEffect()).isEqualTo(OrderEffect.MAY_REORDER);
  }

  @Test
  void anEmptyBinSaysItsMiddle() {
    LabeledConfidences data = LabeledConfidences.of(new double[] {0.1, 0.9}, new int[] {1, 1});
    assertThat(HistogramBinning.ofEqualWidth(data, 4).values())
        .isEqualTo(ImmutableDoubleArray.of(1, 0.375, 0.625, 1));
  }

  @Test
  void binsOfEqualMassNeverPartEqualConfidences() {
    LabeledConfidences data =
        LabeledConfidences.of(
            new double[] {0.1, 0.3, 0.3, 0.3, 0.3, 0.8}, new int[] {0, 1, 1, 0, 0, 1});
    HistogramBinning three = HistogramBinning.ofEqualMass(data, 3);
    assertThat(three.edges()).isEqualTo(ImmutableDoubleArray.of(0, 1));
    HistogramBinning six = HistogramBinning.ofEqualMass(data, 6);
    assertThat(six.values()).isEqualTo(ImmutableDoubleArray.of(0, 0.5, 1));
  }

  @Test
  void moreBinsThanAnswersAreRefusedForEqualMass() {
    LabeledConfidences data = LabeledConfidences.of(new double[] {0.1, 0.9}, new int[] {0, 1});
    assertThatThrownBy(() -> HistogramBinning.ofEqualMass(data, 3))
        .hasMessage("bins: expected from 1 to 2, the number of held-out answers, got 3");
    assertThatThrownBy(() -> HistogramBinning.ofEqualWidth(data, 0))
        .hasMessage("bins: expected at least 1, got 0");
  }

  @Test
  void isotonicRegressionPoolsAndInterpolates() {
    LabeledConfidences data =
        LabeledConfidences.of(new double[] {0.1, 0.2, 0.4, 0.6, 0.8}, new int[] {0, 1, 0, 1, 1});
    IsotonicRegression fit = IsotonicRegression.fit(data);
    assertThat(fit.recalibrate(new double[] {0, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 1}))
        .containsExactly(new double[] {0, 0, 0.25, 0.5, 0.5, 0.5, 0.75, 1, 1}, within(1e-12));
  }

  @Test
  void badAnswersAreRefused() {
    assertThatThrownBy(() -> LabeledConfidences.of(new double[0], new int[0]))
        .hasMessage("confidences: expected at least one, got none");
    assertThatThrownBy(() -> LabeledConfidences.of(new double[2], new int[1]))
        .hasMessage("outcomes: expected 2, one for each confidence, got 1");
    assertThatThrownBy(() -> LabeledConfidences.of(new double[] {0.5, 85}, new int[2]))
        .hasMessage("confidences[1]: expected from 0 to 1 (divide percentages by 100), got 85.0");
    assertThatThrownBy(() -> LabeledConfidences.of(new double[] {Double.NaN}, new int[1]))
        .hasMessageContaining("got NaN");
    assertThatThrownBy(() -> LabeledConfidences.of(new double[] {0.5}, new int[] {2}))
        .hasMessage("outcomes[0]: expected 1 (correct) or 0 (wrong), got 2");
  }

  @Test
  void badConfidencesAreRefusedByAll() {
    LabeledConfidences data =
        LabeledConfidences.of(new double[] {0.1, 0.9, 0.4}, new int[] {0, 1, 1});
    for (ConfidenceRecalibrator recalibrator :
        List.of(
            ConfidenceTemperature.fit(data).recalibrator(),
            PlattScaling.fit(data).recalibrator(),
            BetaCalibration.fit(data).recalibrator(),
            HistogramBinning.ofEqualWidth(data, 2),
            IsotonicRegression.fit(data))) {
      for (double bad : new double[] {-0.1, 1.1, Double.NaN}) {
        assertThatThrownBy(() -> recalibrator.recalibrate(bad))
            .hasMessage("confidence: expected from 0 to 1, got " + bad);
        assertThatThrownBy(() -> recalibrator.recalibrate(new double[] {bad}))
            .hasMessage("confidence: expected from 0 to 1, got " + bad);
      }
    }
  }

  @Test
  void badParametersAreRefused() {
    assertThatThrownBy(() -> new PlattScaling(PlattInput.LOG_ODDS, -1, 0, MARGIN))
        .hasMessage("slope: expected a number of at least 0, got -1.0");
    assertThatThrownBy(() -> new BetaCalibration(1, Double.NaN, 0, MARGIN))
        .hasMessage("b: expected a number of at least 0, got NaN");
    assertThatThrownBy(() -> new ConfidenceTemperature(1, 0.5))
        .hasMessageStartingWith("margin: expected from 2.220446049250313E-16 to below 0.5");
    assertThatThrownBy(
            () ->
                new HistogramBinning(
                    ImmutableDoubleArray.of(0, 0.5, 0.5, 1), ImmutableDoubleArray.of(0, 0, 0)))
        .hasMessage("edges[2]: expected more than 0.5, got 0.5");
    assertThatThrownBy(
            () ->
                new IsotonicRegression(
                    ImmutableDoubleArray.of(0, 1), ImmutableDoubleArray.of(0.5, 0.4)))
        .hasMessage("values[1]: expected at least the one before, got 0.4");
  }
}
