package org.temper.cli.tuning;

import org.temper.algorithms.calibration.CalibrationBatch;
import org.temper.algorithms.calibration.CalibrationTrainer;
import org.temper.api.items.CandidatePolicy;
import org.temper.evaluation.calibration.CalibrationData;

/** The confidence of a model that is asked after each answer whether it is correct. */
final class AskedConfidences {
  private AskedConfidences() {}

  /**
   * Asks.
   *
   * @param policy is asked; nothing of it is changed
   * @param answers those that are right and those that are wrong
   * @return a point for each, in their order
   */
  static CalibrationData of(CandidatePolicy policy, Iterable<CalibrationBatch> answers) {
    CalibrationData.Builder points = CalibrationData.builder();
    for (CalibrationBatch batch : answers) {
      double[] confidences = CalibrationTrainer.confidences(policy, batch);
      for (int i = 0; i < confidences.length; i++) {
        points.add(
            Math.min(1, Math.max(0, confidences[i])), (int) batch.examples().get(i).correctness());
      }
    }
    return points.build();
  }
}
