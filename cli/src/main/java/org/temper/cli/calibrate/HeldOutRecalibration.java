package org.temper.cli.calibrate;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.temper.api.Seeds;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.evaluation.recalibration.ConfidenceRecalibrator;
import org.temper.evaluation.recalibration.LabeledConfidences;

/**
 * A recalibrator that was fitted on some rows, and what it does to the others.
 *
 * @param recalibrator what was fitted
 * @param before the other rows with their own confidences, in the order of the file
 * @param after the same with what the recalibrator makes of them
 */
public record HeldOutRecalibration(
    ConfidenceRecalibrator recalibrator, CalibrationData before, CalibrationData after) {

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
    ConfidenceRecalibrator recalibrator = method.fit(labeled(data, held, fitted));
    CalibrationData.Builder before = CalibrationData.builder();
    CalibrationData.Builder after = CalibrationData.builder();
    for (int i = 0; i < held.length; i++) {
      if (!held[i]) {
        before.add(data.confidence(i), data.outcome(i));
        after.add(recalibrator.recalibrate(data.confidence(i)), data.outcome(i));
      }
    }
    return new HeldOutRecalibration(recalibrator, before.build(), after.build());
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

  private static LabeledConfidences labeled(CalibrationData data, boolean[] held, int fitted) {
    double[] confidences = new double[fitted];
    int[] outcomes = new int[fitted];
    int next = 0;
    for (int i = 0; i < held.length; i++) {
      if (held[i]) {
        confidences[next] = data.confidence(i);
        outcomes[next++] = data.outcome(i);
      }
    }
    return LabeledConfidences.of(confidences, outcomes);
  }
}
