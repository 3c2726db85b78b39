package org.temper.evaluation.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RiskCoverageTest {
  private static final CalibrationData DATA =
      CalibrationData.of(new double[] {0.5, 0.9, 0.5, 0.7}, new int[] {1, 1, 0, 0});

  @Test
  void theCurveAnswersTheMostConfidentFirst() {
    // In order .9 right, .7 wrong, .5 right, .5 wrong: errors 0, 1, 1, 2.
    RiskCoverage curve = RiskCoverage.of(DATA, TieOrder.GIVEN);
    assertThat(curve.size()).isEqualTo(4);
    assertThat(curve.coverage(1)).isEqualTo(0.25);
    assertThat(curve.risk(1)).isZero();
    assertThat(curve.risk(2)).isEqualTo(0.5);
    assertThat(curve.risk(3)).isEqualTo(1 / 3.0);
    assertThat(curve.risk(4)).isEqualTo(0.5);
    assertThat(curve.aurc()).isCloseTo((0 + 0.5 + 1 / 3.0 + 0.5) / 4, within(1e-15));
    assertThat(curve.augrc()).isCloseTo((0 + 1 + 1 + 2) / 16.0, within(1e-15));
    // The best ranking has errors 0, 0, 1, 2.
    assertThat(curve.excessAurc()).isCloseTo(curve.aurc() - (1 / 3.0 + 0.5) / 4, within(1e-15));
  }

  @Test
  void tiesCountAsTheirMeanWhereNoOrderIsMeant() {
    // Errors 0, 1, 1 + ½, 2.
    RiskCoverage curve = RiskCoverage.of(DATA, TieOrder.EXPECTED);
    assertThat(curve.risk(3)).isEqualTo(0.5);
    assertThat(curve.aurc()).isCloseTo((0 + 0.5 + 0.5 + 0.5) / 4, within(1e-15));
    assertThat(curve.augrc()).isCloseTo(4.5 / 16, within(1e-15));
  }

  @Test
  void accuracyAtACoverageIsThatOfTheFewestPointsThatReachIt() {
    RiskCoverage curve = RiskCoverage.of(DATA, TieOrder.EXPECTED);
    assertThat(curve.accuracyAt(0.01)).isEqualTo(1);
    assertThat(curve.accuracyAt(0.25)).isEqualTo(1);
    assertThat(curve.accuracyAt(0.2500001)).isEqualTo(0.5);
    assertThat(curve.accuracyAt(1)).isEqualTo(0.5);
  }

  @Test
  void wholeNumbersOfPointsAreNotRoundedUp() {
    for (int n = 1; n <= 300; n++) {
      // All but the last of the wanted points are wrong, and every other is.
      for (int tenths = 1; tenths <= 10; tenths++) {
        int wanted = (tenths * n + 9) / 10;
        double[] confidences = new double[n];
        int[] outcomes = new int[n];
        for (int i = 0; i < n; i++) {
          confidences[i] = 1 - i / 400.0;
          outcomes[i] = i == wanted - 1 ? 1 : 0;
        }
        RiskCoverage curve =
            RiskCoverage.of(CalibrationData.of(confidences, outcomes), TieOrder.GIVEN);
        assertThat(curve.accuracyAt(tenths / 10.0)).isCloseTo(1.0 / wanted, within(1e-12));
      }
    }
  }

  @Test
  void coverageAtAnAccuracyPartsNoTies() {
    RiskCoverage curve = RiskCoverage.of(DATA, TieOrder.GIVEN);
    assertThat(curve.coverageAt(1)).isEqualTo(0.25);
    // Two of three would do in the order given, but no threshold parts the two at .5.
    assertThat(curve.coverageAt(0.6)).isEqualTo(0.25);
    assertThat(curve.coverageAt(0.5)).isEqualTo(1);
    CalibrationData wrong = CalibrationData.of(new double[] {0.9, 0.1}, new int[] {0, 1});
    assertThat(RiskCoverage.of(wrong, TieOrder.GIVEN).coverageAt(0.9)).isZero();
  }

  @Test
  void sharesOutOfTheirRangeAreRefused() {
    RiskCoverage curve = RiskCoverage.of(DATA, TieOrder.GIVEN);
    assertThatThrownBy(() -> curve.accuracyAt(0))
        .hasMessageStartingWith("coverage: expected above");
    assertThatThrownBy(() -> curve.accuracyAt(1.1)).hasMessageContaining("got 1.1");
    assertThatThrownBy(() -> curve.accuracyAt(Double.NaN)).hasMessageContaining("got NaN");
    assertThatThrownBy(() -> curve.coverageAt(-0.1)).hasMessageStartingWith("accuracy: expected");
    assertThatThrownBy(() -> curve.coverageAt(Double.NaN)).hasMessageContaining("got NaN");
  }
}
