package org.temper.evaluation.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.temper.evaluation.calibration.binning.BinConvention;
import org.temper.evaluation.calibration.binning.ErrorNorm;

class CalibrationMetricsTest {

  private static CalibrationData data(double[] confidences, int... outcomes) {
    return CalibrationData.of(confidences, outcomes);
  }

  @Test
  void theNamesAreThoseThatOthersReadBy() {
    assertThat(CalibrationMetrics.byName().keySet())
        .startsWith("count", "accuracy", "confidence")
        .contains(
            "ece.l1.10.torchmetrics",
            "ece.l2.10.torchmetrics",
            "ece.max.10.torchmetrics",
            "ece.l1.15.torchmetrics",
            "ece.l1.10.float64",
            "ece.l2.15.float64",
            "ece.10.netcal",
            "mce.10.netcal",
            "ace.10.netcal",
            "ece.15.netcal",
            "ece.15.guo",
            "ece.10.guo",
            "ece.15.equal_mass",
            "smooth_ece",
            "debiased_l2.15",
            "plugin_l1",
            "plugin_l2",
            "mmce",
            "brier",
            "brier.reliability",
            "brier.resolution",
            "brier.uncertainty",
            "nll",
            "auroc",
            "average_precision",
            "aurc",
            "e_aurc",
            "augrc",
            "accuracy_at_coverage.50",
            "accuracy_at_coverage.80");
    CalibrationMetrics.byName()
        .forEach(
            (name, metric) -> {
              assertThat(metric.name()).isEqualTo(name);
              assertThat(metric.definition()).isNotBlank();
            });
  }

  @Test
  void anUnknownNameIsAnsweredByTheNames() {
    assertThatThrownBy(() -> CalibrationMetrics.named("ece"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("name: expected one of count, accuracy, ")
        .hasMessageEndingWith("got ece");
  }

  @Test
  void oneClassAloneHasNoAurocAndEverythingElse() {
    for (int only : new int[] {0, 1}) {
      Map<String, Double> figures =
          CalibrationMetrics.figures(data(new double[] {0.2, 0.7, 0.7}, only, only, only));
      figures.forEach(
          (name, value) -> {
            if (name.equals("auroc")) {
              assertThat(value).isNaN();
            } else {
              assertThat(value).as(name).isFinite();
            }
          });
      assertThat(figures).containsEntry("average_precision", (double) only);
      assertThat(figures.get("aurc")).isCloseTo(1.0 - only, within(1e-12));
      assertThat(figures.get("e_aurc")).isCloseTo(0, within(1e-12));
    }
  }

  @Test
  void aSinglePointIsMeasured() {
    Map<String, Double> figures = CalibrationMetrics.figures(data(new double[] {0.75}, 1));
    // |1 − 0.75| in whatever bin; squared for Brier; −ln 0.75.
    for (String name :
        List.of(
            "ece.l1.10.float64",
            "ece.l2.15.torchmetrics",
            "ece.15.guo",
            "mce.10.netcal",
            "ace.15.netcal",
            "ece.15.equal_mass",
            "plugin_l2",
            "mmce")) {
      assertThat(figures.get(name)).as(name).isCloseTo(0.25, within(1e-7));
    }
    assertThat(figures)
        .containsEntry("count", 1.0)
        .containsEntry("brier", 0.0625)
        .containsEntry("brier.reliability", 0.0625)
        .containsEntry("brier.uncertainty", 0.0)
        .containsEntry("debiased_l2.15", 0.0)
        .containsEntry("aurc", 0.0)
        .containsEntry("accuracy_at_coverage.50", 1.0);
    assertThat(figures.get("nll")).isCloseTo(-Math.log(0.75), within(1e-15));
  }

  @Test
  void equalConfidencesAreOneBinWhateverTheBins() {
    double[] confidences = new double[20];
    Arrays.fill(confidences, 0.6);
    int[] outcomes = new int[20];
    Arrays.fill(outcomes, 0, 9, 1);
    Map<String, Double> figures =
        CalibrationMetrics.figures(CalibrationData.of(confidences, outcomes));
    for (String name :
        List.of("ece.l1.15.float64", "ece.10.guo", "ece.15.equal_mass", "plugin_l1", "mmce")) {
      assertThat(figures.get(name)).as(name).isCloseTo(0.15, within(1e-12));
    }
    // 0.15² − 0.45 · 0.55 / 19 = 0.009474
    assertThat(figures.get("debiased_l2.15"))
        .isCloseTo(Math.sqrt(0.0225 - 0.2475 / 19), within(1e-12));
    assertThat(figures.get("auroc")).isEqualTo(0.5);
    assertThat(figures.get("average_precision")).isCloseTo(0.45, within(1e-12));
    assertThat(figures.get("brier.resolution")).isCloseTo(0, within(1e-15));
    assertThat(figures.get("aurc.expected")).isCloseTo(0.55, within(1e-12));
    // The nine correct ones came first.
    assertThat(figures.get("aurc")).isLessThan(0.55);
  }

  @Test
  void fewerPointsThanBinsAreABinEach() {
    CalibrationData three = data(new double[] {0.1, 0.5, 0.9}, 0, 1, 1);
    // Gaps .1, .5 and .1.
    assertThat(CalibrationErrors.equalMass(three, 15, ErrorNorm.L1))
        .isCloseTo(0.7 / 3, within(1e-15));
    assertThat(CalibrationErrors.debiasedL2(three, 15)).isZero();
  }

  @Test
  void theConventionDecidesWhereEdgesBelong() {
    // 0.3 is below the float64 edge 0.30000000000000004 of numpy and torch, but on its float32
    // edge.
    CalibrationData edge = data(new double[] {0.3, 0.35}, 1, 0);
    assertThat(error(edge, BinConvention.FLOAT64)).isCloseTo((0.7 + 0.35) / 2, within(1e-12));
    assertThat(error(edge, BinConvention.NETCAL)).isCloseTo((0.7 + 0.35) / 2, within(1e-12));
    assertThat(error(edge, BinConvention.TORCHMETRICS))
        .isCloseTo(Math.abs(0.65 - 1) / 2, within(1e-6));
    assertThat(error(edge, BinConvention.GUO)).isCloseTo((0.7 + 0.35) / 2, within(1e-12));
    // 1 has a bin of its own in torchmetrics.
    CalibrationData one = data(new double[] {0.95, 1}, 1, 0);
    assertThat(error(one, BinConvention.FLOAT64)).isCloseTo((0.05 + 1) / 2, within(1e-12));
    assertThat(error(one, BinConvention.NETCAL)).isCloseTo(0.95 / 2, within(1e-12));
  }

  private static double error(CalibrationData data, BinConvention convention) {
    return CalibrationErrors.equalWidth(data, convention, 10, ErrorNorm.L1);
  }

  @Test
  void theAreaUnderTheRocCurveCountsTiesAsHalf() {
    // Pairs of a correct and a wrong point: .9 > .5 twice, .5 = .5 twice → (2 + 2 / 2) / 4.
    assertThat(Discrimination.auroc(data(new double[] {0.9, 0.5, 0.5, 0.5}, 1, 1, 0, 0)))
        .isEqualTo(0.75);
    // Precision 1 at recall ½, then 2/4 at recall 1.
    assertThat(Discrimination.averagePrecision(data(new double[] {0.9, 0.5, 0.5, 0.5}, 1, 1, 0, 0)))
        .isEqualTo(0.75);
  }

  @Test
  void theKernelErrorIsTheDoubleSumOfItsDefinition() {
    double[] p = {0.3, 0.9, 0.9, 0.55};
    int[] y = {1, 1, 0, 0};
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        sum += (y[i] - p[i]) * (y[j] - p[j]) * Math.exp(-Math.abs(p[i] - p[j]) / 0.4);
      }
    }
    assertThat(KernelCalibration.mmce(data(p, y))).isCloseTo(Math.sqrt(sum) / 4, within(1e-14));
  }

  @Test
  void aSureErrorHasAFiniteLoss() {
    assertThat(ScoreTally.of(data(new double[] {1}, 0)).logLoss())
        .isCloseTo(52 * Math.log(2), within(1e-12));
    assertThat(ScoreTally.of(data(new double[] {0}, 1)).logLoss())
        .isCloseTo(52 * Math.log(2), within(1e-12));
  }

  @Test
  void aWidthOutOfItsRangeIsRefused() {
    for (double wrong : new double[] {0, -1, 1e-5, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> SmoothCalibration.at(data(new double[] {0.5}, 1), wrong))
          .hasMessageStartingWith("sigma: expected at least 1.0E-4, got ");
    }
  }

  @Test
  void theOwnWidthIsAboutTheErrorThere() {
    CalibrationData data = data(new double[] {0.9, 0.8, 0.9, 0.7}, 0, 1, 0, 0);
    SmoothCalibration smooth = SmoothCalibration.of(data);
    assertThat(smooth.sigma()).isGreaterThanOrEqualTo(smooth.error());
    double narrower = smooth.sigma() - 1.0 / 1024;
    assertThat(SmoothCalibration.at(data, narrower).error()).isGreaterThan(narrower);
    assertThat(SmoothCalibration.at(data, smooth.sigma())).isEqualTo(smooth);
  }
}
