package org.temper.cli.calibrate;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.temper.api.Seeds;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.evaluation.recalibration.ConfidenceRecalibrator;
import org.temper.evaluation.recalibration.LabeledConfidences;
import org.temper.evaluation.recalibration.LabeledLogits;
import org.temper.evaluation.recalibration.LogitRecalibrator;
import org.temper.evaluation.recalibration.Recalibrator;
import org.temper.evaluation.recalibration.TemperatureScaling;

/**
 * A recalibrator that was fitted on some rows, and what it does to the others.
 *
 * @param recalibrator what was fitted
 * @param before the other rows with their own confidences, in the order of the file
 * @param after the same with what the recalibrator makes of them
 */
public record HeldOutRecalibration(
    Recalibrator recalibrator, CalibrationData before, CalibrationData after) {

  /**
   * Fits a recalibrator on a share of the rows, drawn at random.
   *
   * @param data all rows
   * @param method which recalibrator
   * @param share of the rows to fit on, above 0 and below 1; rounded to whole rows
   * @param seed decides which rows
   * @return the recalibrator with the other rows
   * @throws IllegalArgumentException if the share leaves no row on one side, or the rows do not
   *     decide the recalibrator
   */
  public static HeldOutRecalibration of(
      CalibrationData data, RecalibrationMethod method, double share, long seed) {
    checkArgument(
        share > 0 && share < 1, "--held-out: expected above 0 and below 1, got %s", share);
    int fitted = (int) Math.round(share * data.size());
    checkArgument(
        fitted > 0 && fitted < data.size(),
        "--held-out: expected a share that leaves rows to fit on and rows to measure on, got %s",
        share + " of " + data.size() + " rows");
    boolean[] held = drawn(data.size(), fitted, seed);
    CalibrationData.Builder others = CalibrationData.builder();
    CalibrationData.Builder fittedOn = CalibrationData.builder();
    for (int i = 0; i < held.length; i++) {
      (held[i] ? fittedOn : others).add(data.confidence(i), data.outcome(i));
    }
    return of(method, fittedOn.build(), others.build());
  }

  /**
   * Fits a recalibrator on answers of their own.
   *
   * @param method which recalibrator
   * @param fitted the answers to fit on
   * @param measured the answers to measure
   * @return the recalibrator with the measured answers
   * @throws IllegalArgumentException if the answers do not decide the recalibrator
   */
  public static HeldOutRecalibration of(
      RecalibrationMethod method, CalibrationData fitted, CalibrationData measured) {
    ConfidenceRecalibrator recalibrator = method.fit(labeled(fitted));
    CalibrationData.Builder after = CalibrationData.builder();
    for (int i = 0; i < measured.size(); i++) {
      after.add(recalibrator.recalibrate(measured.confidence(i)), measured.outcome(i));
    }
    return new HeldOutRecalibration(recalibrator, measured, after.build());
  }

  /**
   * Fits a recalibrator on questions of their own.
   *
   * @param method which recalibrator; a temperature divides the logits, others map the confidence
   *     in the likeliest option
   * @param fitted the questions to fit on
   * @param measured the questions to measure
   * @return the recalibrator with the answers to the measured questions
   * @throws IllegalArgumentException if the questions do not decide the recalibrator
   */
  public static HeldOutRecalibration of(
      RecalibrationMethod method, LabeledLogits fitted, LabeledLogits measured) {
    CalibrationData before = answers(new TemperatureScaling(1), measured);
    if (method != RecalibrationMethod.TEMPERATURE) {
      return of(method, answers(new TemperatureScaling(1), fitted), before);
    }
    TemperatureScaling scaling = TemperatureScaling.fit(fitted).recalibrator();
    return new HeldOutRecalibration(scaling, before, answers(scaling, measured));
  }

  private static CalibrationData answers(LogitRecalibrator recalibrator, LabeledLogits questions) {
    LabeledConfidences answers = recalibrator.answers(questions);
    return CalibrationData.of(answers.confidences().toArray(), answers.outcomes().toArray());
  }

  private static boolean[] drawn(int rows, int fitted, long seed) {
    SplittableRandom random = Seeds.random(seed, "calibrate-held-out");
    int[] order = new int[rows];
    Arrays.setAll(order, i -> i);
    boolean[] held = new boolean[rows];
    for (int i = 0; i < fitted; i++) {
      int other = i + (int) (Seeds.uniform(random) * (rows - i));
      held[order[other]] = true;
      order[other] = order[i];
    }
    return held;
  }

  private static LabeledConfidences labeled(CalibrationData data) {
    double[] confidences = new double[data.size()];
    int[] outcomes = new int[data.size()];
    Arrays.setAll(confidences, data::confidence);
    Arrays.setAll(outcomes, data::outcome);
    return LabeledConfidences.of(confidences, outcomes);
  }
}
