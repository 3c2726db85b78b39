package org.temper.evaluation.offpolicy;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import org.temper.evaluation.bootstrap.Bootstrap;
import org.temper.evaluation.bootstrap.BootstrapInterval;
import org.temper.evaluation.bootstrap.StudentT;

/**
 * The rows' parts in an estimate of a policy's value: value = Σ terms / Σ counts, where a count is
 * 1 unless the estimator is self-normalized. What differs between estimators is this alone; errors
 * and intervals are the same functions of it.
 */
public final class EstimateTerms {
  private static final String DRAWS = "off-policy";

  /** Above it Student's t is the normal distribution to three digits. */
  private static final int MOST_DEGREES = 1000;

  private final double[] terms;
  private final double[] counts;
  private final WeightFigures weights;

  EstimateTerms(double[] terms, double[] counts, WeightFigures weights) {
    this.terms = terms;
    this.counts = counts;
    this.weights = weights;
  }

  /** Of an estimate that is a mean. */
  static EstimateTerms ofMean(double[] terms, WeightFigures weights) {
    double[] counts = new double[terms.length];
    Arrays.fill(counts, 1);
    return new EstimateTerms(terms, counts, weights);
  }

  /**
   * The estimate.
   *
   * @return in units of the reward
   */
  public double value() {
    return Arrays.stream(terms).sum() / Arrays.stream(counts).sum();
  }

  /**
   * The standard error of the estimate: of a mean, the deviation of its terms over √N; of a ratio
   * that of its linearization, √(N / (N - 1) · Σ (term - value · count)²) / Σ count (the delta
   * method; Owen 2013, <i>Monte Carlo theory, methods and examples</i>, section 9.2).
   *
   * @return at least 0
   */
  public double standardError() {
    double value = value();
    int rows = terms.length;
    double squares = 0;
    for (int row = 0; row < rows; row++) {
      double residual = terms[row] - value * counts[row];
      squares += residual * residual;
    }
    return Math.sqrt(rows / (rows - 1.0) * squares) / Arrays.stream(counts).sum();
  }

  /**
   * The estimate with an interval by Student's t, of N - 1 degrees of freedom and at most 1,000.
   *
   * @param confidence how often such intervals hold the value, in (0, 1)
   * @return the estimate
   * @throws IllegalArgumentException if {@code confidence} is out of its range
   */
  public ValueEstimate estimate(double confidence) {
    checkArgument(
        confidence > 0 && confidence < 1,
        "confidence: expected above 0 and below 1, got %s",
        confidence);
    double value = value();
    double error = standardError();
    double reach =
        error * StudentT.quantile((1 + confidence) / 2, Math.min(MOST_DEGREES, terms.length - 1));
    return new ValueEstimate(value, error, value - reach, value + reach, confidence, weights);
  }

  /**
   * The estimate with an interval by the bootstrap: rows are drawn with all that belongs to them,
   * and a self-normalized estimate is normalized anew. With one seed all estimators of a log draw
   * the same rows.
   *
   * @param bootstrap how often rows are drawn, and the confidence
   * @return the estimate; its standard error is that of {@link #standardError}
   */
  public ValueEstimate estimate(Bootstrap bootstrap) {
    BootstrapInterval interval =
        bootstrap.interval(value(), DRAWS, random -> drawn(Bootstrap.drawn(terms.length, random)));
    return new ValueEstimate(
        interval.estimate(),
        standardError(),
        interval.lower(),
        interval.upper(),
        bootstrap.confidence(),
        weights);
  }

  /** NaN where no row that counts was drawn. */
  private double drawn(int[] times) {
    double sum = 0;
    double count = 0;
    for (int row = 0; row < times.length; row++) {
      sum += times[row] * terms[row];
      count += times[row] * counts[row];
    }
    return sum / count;
  }
}
