package org.temper.evaluation.calibration;

import org.temper.evaluation.calibration.binning.PointCheck;

/**
 * Means over points: accuracy, mean confidence, Brier score and log loss. It takes points one by
 * one, keeps none, and merges with tallies of other points, exactly but for rounding to float64.
 *
 * <p>Used by one thread at a time.
 */
public final class ScoreTally {
  private static final double EPSILON = 0x1.0p-52;

  /** So far above the least normal number that one more probability keeps all digits. */
  private static final double LEAST_PRODUCT = 0x1.0p-960;

  private long count;
  private long correct;
  private double confidences;
  private double squares;
  private double logs;

  /** The probabilities whose logarithm is still to be taken: one logarithm does for many. */
  private double product = 1;

  /** A tally without points. */
  public ScoreTally() {}

  /**
   * The tally of data.
   *
   * @param data at least one point
   * @return a new tally
   * @throws IllegalArgumentException if there is no point
   */
  public static ScoreTally of(CalibrationData data) {
    data.checkPoints();
    ScoreTally tally = new ScoreTally();
    for (int i = 0; i < data.size(); i++) {
      tally.count(data.confidence(i), data.outcome(i));
    }
    return tally;
  }

  /**
   * Counts a point.
   *
   * @param confidence in [0, 1]
   * @param outcome 1 where it was correct, 0 where it was not
   * @throws IllegalArgumentException if the confidence or the outcome is anything else
   */
  public void add(double confidence, int outcome) {
    PointCheck.check(confidence, outcome);
    count(confidence, outcome);
  }

  /**
   * Adds the points of another tally, which stays as it is.
   *
   * @param other the other tally
   */
  public void merge(ScoreTally other) {
    count += other.count;
    correct += other.correct;
    confidences += other.confidences;
    squares += other.squares;
    logs += other.logs + Math.log(other.product);
  }

  private void count(double confidence, int outcome) {
    count++;
    correct += outcome;
    confidences += confidence;
    squares += (confidence - outcome) * (confidence - outcome);
    double given = outcome == 1 ? confidence : 1 - confidence;
    product *= Math.min(1 - EPSILON, Math.max(EPSILON, given));
    if (product < LEAST_PRODUCT) {
      logs += Math.log(product);
      product = 1;
    }
  }

  /**
   * The number of points.
   *
   * @return at least 0
   */
  public long count() {
    return count;
  }

  /**
   * The share of points that are correct.
   *
   * @return in [0, 1]; NaN without points
   */
  public double accuracy() {
    return (double) correct / count;
  }

  /**
   * The mean confidence.
   *
   * @return in [0, 1]; NaN without points
   */
  public double confidence() {
    return confidences / count;
  }

  /**
   * The Brier score: the mean squared difference of confidence and outcome.
   *
   * @return in [0, 1]; NaN without points
   * @see BrierScore
   */
  public double brier() {
    return squares / count;
  }

  /**
   * The negative log-likelihood (log loss), in nats: the mean of −ln of the probability that was
   * given to what happened, which is clipped to [2<sup>-52</sup>, 1 − 2<sup>-52</sup>], as
   * scikit-learn does with float64, so that a sure error costs 36.04 and not infinity.
   *
   * @return at least 0; NaN without points
   */
  public double logLoss() {
    return -(logs + Math.log(product)) / count;
  }
}
