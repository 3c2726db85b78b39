package org.temper.evaluation.calibration;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Means over points: accuracy, mean confidence, Brier score and log loss. It takes points one by
 * one, keeps none, and merges with tallies of other points, exactly but for rounding to float64.
 *
 * <p>Used by one thread at a time.
 */
public final class ScoreTally {
  private static final double EPSILON = 0x1.0p-52;

  private long count;
  private long correct;
  private double confidences;
  private double squares;
  private double logs;

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
    checkArgument(
        confidence >= 0 && confidence <= 1,
        "confidence: expected a number from 0 to 1, got %s",
        confidence);
    checkArgument(outcome == 0 || outcome == 1, "outcome: expected 0 or 1, got %s", outcome);
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
    logs += other.logs;
  }

  private void count(double confidence, int outcome) {
    count++;
    correct += outcome;
    confidences += confidence;
    squares += (confidence - outcome) * (confidence - outcome);
    logs += logLoss(confidence, outcome);
  }

  private static double logLoss(double confidence, int outcome) {
    double given = outcome == 1 ? confidence : 1 - confidence;
    return -Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, given)));
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
    return logs / count;
  }
}
