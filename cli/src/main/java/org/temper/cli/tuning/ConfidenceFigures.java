package org.temper.cli.tuning;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import java.util.stream.IntStream;
import org.temper.algorithms.run.Summary;
import org.temper.cli.calibrate.RecalibrationMethod;
import org.temper.evaluation.abstention.AbstentionRule;
import org.temper.evaluation.abstention.Abstentions;
import org.temper.evaluation.abstention.ConformalRiskControl;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.evaluation.calibration.CalibrationMetrics;
import org.temper.evaluation.recalibration.ConfidenceRecalibrator;
import org.temper.evaluation.recalibration.LabeledConfidences;

/**
 * A model's confidence in its answers, by what they are for.
 *
 * @param validation answers that recalibrators are fitted on
 * @param threshold answers that abstention is chosen by
 * @param test answers to report on
 * @param ood answers to questions unlike those tuned on, to report on where there are some
 */
record ConfidenceFigures(
    CalibrationData validation,
    CalibrationData threshold,
    CalibrationData test,
    Optional<CalibrationData> ood) {
  private static final ImmutableMap<String, String> REPORTED =
      ImmutableMap.<String, String>builder()
          .put("ece", "ece.15.guo")
          .put("auroc", "auroc")
          .put("accuracy", "accuracy")
          .put("accuracy_at_50", "accuracy_at_coverage.50")
          .put("brier", "brier")
          .put("nll", "nll")
          .put("confidence", "confidence")
          .buildOrThrow();

  /** The same answers with confidence that is recalibrated on the validation answers. */
  ConfidenceFigures recalibrated(RecalibrationMethod method) {
    ConfidenceRecalibrator better =
        method.fit(LabeledConfidences.of(confidences(validation), outcomes(validation)));
    return new ConfidenceFigures(
        of(better, validation),
        of(better, threshold),
        of(better, test),
        ood.map(points -> of(better, points)));
  }

  /**
   * Puts all figures of a stage into a summary; what is not defined is left out.
   *
   * @param summary takes them
   * @param stage their stage
   * @param risk the target of abstention
   */
  void put(Summary summary, String stage, double risk) {
    AbstentionRule rule =
        ConformalRiskControl.choose(confidences(threshold), outcomes(threshold), risk);
    put(summary, stage, test, rule);
    ood.ifPresent(points -> put(summary, stage + ".ood", points, rule));
  }

  private static void put(
      Summary summary, String stage, CalibrationData points, AbstentionRule rule) {
    REPORTED.forEach(
        (figure, metric) -> {
          double value = CalibrationMetrics.named(metric).of(points);
          if (Double.isFinite(value)) {
            summary.put(stage, figure, value);
          }
        });
    Abstentions given = rule.applied(confidences(points), outcomes(points));
    summary.put(stage, "abstention.coverage", given.coverage());
    summary.put(stage, "abstention.error_rate", given.errorRate());
    summary.put(stage, "abstention.risk", given.selectiveRisk());
  }

  private static CalibrationData of(ConfidenceRecalibrator better, CalibrationData points) {
    return CalibrationData.of(better.recalibrate(confidences(points)), outcomes(points));
  }

  private static double[] confidences(CalibrationData points) {
    return IntStream.range(0, points.size()).mapToDouble(points::confidence).toArray();
  }

  private static int[] outcomes(CalibrationData points) {
    return IntStream.range(0, points.size()).map(points::outcome).toArray();
  }
}
