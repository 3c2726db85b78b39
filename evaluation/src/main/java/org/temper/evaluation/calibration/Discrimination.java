package org.temper.evaluation.calibration;

/** Measures of whether confidences tell correct points from others, whatever their level. */
public final class Discrimination {
  private Discrimination() {}

  /**
   * The area under the ROC curve: the probability that a correct point has more confidence than one
   * that is not, where equal ones count as half. Equal to scikit-learn's.
   *
   * @param data at least one point
   * @return in [0, 1]; NaN where all points are correct, or none is: then it is not defined
   * @throws IllegalArgumentException if there is no point
   */
  public static double auroc(CalibrationData data) {
    ConfidenceGroups groups = data.groups();
    double correct = groups.totalCorrect();
    double wrong = groups.total() - correct;
    double above = 0;
    double pairs = 0;
    for (int i = 0; i < groups.size(); i++) {
      double right = groups.correct()[i];
      pairs += (groups.counts()[i] - right) * (above + right / 2);
      above += right;
    }
    return pairs / (correct * wrong);
  }

  /**
   * The average precision: the sum over descending distinct confidences of the precision of the
   * points down to it, times the recall that it adds; no interpolation. Equal to scikit-learn's.
   *
   * @param data at least one point
   * @return in [0, 1]; 0 where no point is correct, as in scikit-learn
   * @throws IllegalArgumentException if there is no point
   */
  public static double averagePrecision(CalibrationData data) {
    ConfidenceGroups groups = data.groups();
    double correct = groups.totalCorrect();
    double found = 0;
    double seen = 0;
    double sum = 0;
    for (int i = 0; i < groups.size(); i++) {
      found += groups.correct()[i];
      seen += groups.counts()[i];
      sum += groups.correct()[i] * (found / seen);
    }
    return correct == 0 ? 0 : sum / correct;
  }
}
