package org.temper.evaluation.calibration;

/** The maximum mean calibration error. */
public final class KernelCalibration {
  private static final double WIDTH = 0.4;

  private KernelCalibration() {}

  /**
   * The maximum mean calibration error (MMCE): √(Σᵢⱼ (yᵢ − pᵢ) (yⱼ − pⱼ) k(pᵢ, pⱼ)) / n, with the
   * Laplacian kernel k(p, q) = exp(−|p − q| / 0.4). Not a matrix of n² is summed: with points in
   * order, each needs the sum before it alone.
   *
   * @param data at least one point
   * @return in [0, 1]
   * @throws IllegalArgumentException if there is no point
   * @see <a href="https://proceedings.mlr.press/v80/kumar18a.html">Kumar, Sarawagi and Jain
   *     2018</a>
   */
  public static double mmce(CalibrationData data) {
    ConfidenceGroups groups = data.groups();
    double sum = 0;
    double before = 0;
    for (int i = 0; i < groups.size(); i++) {
      double confidence = groups.confidences()[i];
      if (i > 0) {
        before *= Math.exp((confidence - groups.confidences()[i - 1]) / WIDTH);
      }
      double difference = groups.correct()[i] - groups.counts()[i] * confidence;
      sum += difference * (difference + 2 * before);
      before += difference;
    }
    return Math.sqrt(Math.max(0, sum)) / groups.total();
  }
}
