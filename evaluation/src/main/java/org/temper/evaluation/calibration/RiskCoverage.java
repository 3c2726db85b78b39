package org.temper.evaluation.calibration;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The risk–coverage curve: when only the k most confident of n points are answered, which share is
 * covered (k / n) and which share of them is wrong (the selective risk), for each k from 1 to n.
 *
 * @see <a href="https://arxiv.org/abs/1705.08500">Geifman and El-Yaniv 2017, Selective
 *     Classification for Deep Neural Networks</a>
 */
public final class RiskCoverage {
  private final double[] errors;
  private final ConfidenceGroups groups;

  private RiskCoverage(double[] errors, ConfidenceGroups groups) {
    this.errors = errors;
    this.groups = groups;
  }

  /**
   * The curve of data.
   *
   * @param data at least one point
   * @param ties the order among equal confidences
   * @return the curve
   * @throws IllegalArgumentException if there is no point
   */
  public static RiskCoverage of(CalibrationData data, TieOrder ties) {
    ConfidenceGroups groups = data.groups();
    return switch (ties) {
      case GIVEN -> new RiskCoverage(given(data.ranked()), groups);
      case EXPECTED -> new RiskCoverage(expected(groups), groups);
    };
  }

  private static double[] given(long[] ranked) {
    double[] errors = new double[ranked.length];
    int wrong = 0;
    for (int i = 0; i < ranked.length; i++) {
      wrong += 1 - CalibrationData.outcomeOf(ranked[i]);
      errors[i] = wrong;
    }
    return errors;
  }

  private static double[] expected(ConfidenceGroups groups) {
    double[] errors = new double[groups.total()];
    int position = 0;
    double before = 0;
    for (int i = 0; i < groups.size(); i++) {
      int count = groups.counts()[i];
      double wrong = count - groups.correct()[i];
      for (int j = 1; j <= count; j++) {
        errors[position++] = before + wrong * j / count;
      }
      before += wrong;
    }
    return errors;
  }

  /**
   * The number of points of the curve, which is that of the data.
   *
   * @return at least 1
   */
  public int size() {
    return errors.length;
  }

  /**
   * The share of points that is answered.
   *
   * @param answered how many, from 1 to all
   * @return in (0, 1]
   */
  public double coverage(int answered) {
    return (double) answered / errors.length;
  }

  /**
   * The selective risk: the share of answered points that is wrong.
   *
   * @param answered how many are answered, from 1 to all
   * @return in [0, 1]
   */
  public double risk(int answered) {
    return errors[answered - 1] / answered;
  }

  /**
   * The area under the risk–coverage curve: the mean selective risk over all coverages.
   *
   * @return in [0, 1]; less is better
   */
  public double aurc() {
    double sum = 0;
    for (int k = 1; k <= errors.length; k++) {
      sum += errors[k - 1] / k;
    }
    return sum / errors.length;
  }

  /**
   * The excess AURC: what the area has above that of the best ranking, in which every wrong point
   * comes after every correct one. The best area is summed, not approximated by r + (1 − r) ln(1 −
   * r).
   *
   * @return in [0, 1]; 0 is best
   * @see <a href="https://arxiv.org/abs/1805.08206">Geifman, Uziel and El-Yaniv 2019</a>
   */
  public double excessAurc() {
    int wrong = groups.total() - groups.totalCorrect();
    int correct = groups.totalCorrect();
    double best = 0;
    for (int k = 1; k <= wrong; k++) {
      best += (double) k / (correct + k);
    }
    return Math.max(0, aurc() - best / errors.length);
  }

  /**
   * The area under the generalized risk–coverage curve: the mean over all coverages of the
   * probability that a point is answered and wrong.
   *
   * @return in [0, ½ + 1 / 2n]; less is better
   * @see <a href="https://arxiv.org/abs/2407.01032">Traub et al. 2024</a>
   */
  public double augrc() {
    double sum = 0;
    for (double error : errors) {
      sum += error;
    }
    return sum / errors.length / errors.length;
  }

  /**
   * The accuracy among the most confident points, the fewest that make up a coverage.
   *
   * @param coverage which share is answered at least, above 0, at most 1
   * @return in [0, 1]
   * @throws IllegalArgumentException if the coverage is out of its range
   */
  public double accuracyAt(double coverage) {
    checkArgument(
        coverage > 0 && coverage <= 1, "coverage: expected above 0, at most 1, got %s", coverage);
    int n = errors.length;
    int answered = Math.min(n, (int) Math.ceil(coverage * n));
    // The product may have been rounded up over a whole number, or down onto one.
    if (answered > 1 && coverage(answered - 1) >= coverage) {
      answered--;
    } else if (coverage(answered) < coverage) {
      answered++;
    }
    return 1 - risk(answered);
  }

  /**
   * The greatest coverage that a threshold of confidence can have with an accuracy: points of equal
   * confidence are answered all or not at all, whatever the order among ties.
   *
   * @param accuracy what share of the answered points has to be correct, in [0, 1]
   * @return in [0, 1]; 0 where no threshold reaches the accuracy
   * @throws IllegalArgumentException if the accuracy is out of its range
   */
  public double coverageAt(double accuracy) {
    checkArgument(
        accuracy >= 0 && accuracy <= 1, "accuracy: expected from 0 to 1, got %s", accuracy);
    int answered = 0;
    int correct = 0;
    int most = 0;
    for (int i = 0; i < groups.size(); i++) {
      answered += groups.counts()[i];
      correct += groups.correct()[i];
      if ((double) correct / answered >= accuracy) {
        most = answered;
      }
    }
    return coverage(most);
  }
}
