package org.temper.evaluation.offpolicy;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.Arrays;
import java.util.EnumSet;

/**
 * The figures of importance weights that tell whether an estimate is to be trusted.
 *
 * @param rows how many rows there are
 * @param mean the mean of the weights before any limit or threshold; 1 but for chance
 * @param meanError the standard error of that mean
 * @param effectiveSampleSize (Σ w)² / Σ w² of the weights that are counted (Kish 1965): how many
 *     rows of one weight would tell as much; 0 where none is counted
 * @param largestShare the largest weight that is counted over the sum of all; 0 where none is
 */
public record WeightFigures(
    int rows, double mean, double meanError, double effectiveSampleSize, double largestShare) {
  /**
   * The effective sample size below which an estimate has a {@link
   * WeightFinding#FEW_EFFECTIVE_ROWS}: 100. The standard error is itself estimated from the rows
   * that count, and misses the rare large weights that are not in the log. In the simulation of
   * docs/results/off-policy.md, intervals of self-normalized estimates at 95 % hold the truth in 95
   * % of the logs with at least 150 effective rows, in 92 or 93 % of those with 20 to 150, and in
   * 83 % below 20; below 100 the error of a share is .06 and more, so that little is told either
   * way. A row that has more than a tenth of all weight implies it, since the effective size is at
   * most 1 / share².
   */
  public static final double FEW_ROWS = 100;

  /**
   * The distance from 1, in its standard errors, from which the mean weight is {@link
   * WeightFinding#MEAN_WEIGHT_NOT_ONE}: 3, which chance alone reaches once in 370 logs of even
   * weights.
   */
  public static final double FAR_ERRORS = 3;

  /**
   * The distance from 1 that is too small to matter, whatever its standard error: 0.01, since
   * propensities are rounded where they are logged.
   */
  public static final double NEAR = 0.01;

  /**
   * The figures of weights.
   *
   * @param weights before any limit
   * @param counted those that the estimate counts
   */
  static WeightFigures of(double[] weights, double[] counted) {
    int rows = weights.length;
    double mean = Arrays.stream(weights).average().orElseThrow();
    double squares = Arrays.stream(weights).map(w -> (w - mean) * (w - mean)).sum();
    double sum = Arrays.stream(counted).sum();
    double ofSquares = Arrays.stream(counted).map(w -> w * w).sum();
    double largest = Arrays.stream(counted).max().orElseThrow();
    return new WeightFigures(
        rows,
        mean,
        Math.sqrt(squares / (rows - 1.0) / rows),
        sum == 0 ? 0 : sum * sum / ofSquares,
        sum == 0 ? 0 : largest / sum);
  }

  /** Of rows that all count as 1. */
  static WeightFigures even(int rows) {
    return new WeightFigures(rows, 1, 0, rows, 1.0 / rows);
  }

  /**
   * What makes an estimate doubtful.
   *
   * @return empty where nothing does
   */
  public ImmutableSet<WeightFinding> findings() {
    EnumSet<WeightFinding> findings = EnumSet.noneOf(WeightFinding.class);
    if (effectiveSampleSize < FEW_ROWS) {
      findings.add(WeightFinding.FEW_EFFECTIVE_ROWS);
    }
    double distance = Math.abs(mean - 1);
    if (distance > NEAR && distance > FAR_ERRORS * meanError) {
      findings.add(WeightFinding.MEAN_WEIGHT_NOT_ONE);
    }
    return Sets.immutableEnumSet(findings);
  }
}
