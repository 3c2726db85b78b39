package org.temper.evaluation.calibration;

/**
 * The Brier score in its parts, score = reliability − resolution + uncertainty. The parts are
 * exact: points are grouped by equal confidence, not by bins.
 *
 * @param score the mean squared difference of confidence and outcome
 * @param reliability the mean squared gap between a confidence and the accuracy of the points that
 *     have it; 0 is best
 * @param resolution the mean squared difference of those accuracies from the whole one; more is
 *     better
 * @param uncertainty the variance of the outcomes, which no confidence changes
 * @see <a href="https://doi.org/10.1175/1520-0450(1973)012%3C0595:ANVPOT%3E2.0.CO;2">Murphy 1973, A
 *     New Vector Partition of the Probability Score</a>
 */
public record BrierScore(double score, double reliability, double resolution, double uncertainty) {

  /**
   * The Brier score of data. Where hardly two confidences are equal, reliability and resolution are
   * both near their greatest and say little; their difference is always exact.
   *
   * @param data at least one point
   * @return the score and its parts
   * @throws IllegalArgumentException if there is no point
   */
  public static BrierScore of(CalibrationData data) {
    ConfidenceGroups groups = data.groups();
    double total = groups.total();
    double accuracy = groups.totalCorrect() / total;
    double score = 0;
    double reliability = 0;
    double resolution = 0;
    for (int i = 0; i < groups.size(); i++) {
      double confidence = groups.confidences()[i];
      int count = groups.counts()[i];
      int correct = groups.correct()[i];
      double share = (double) correct / count;
      score += correct * (1 - confidence) * (1 - confidence);
      score += (count - correct) * confidence * confidence;
      reliability += count * (confidence - share) * (confidence - share);
      resolution += count * (share - accuracy) * (share - accuracy);
    }
    return new BrierScore(
        score / total, reliability / total, resolution / total, accuracy * (1 - accuracy));
  }
}
