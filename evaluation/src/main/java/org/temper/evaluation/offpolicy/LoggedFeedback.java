package org.temper.evaluation.offpolicy;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * Logged bandit feedback: in each row a policy saw a context, drew one action with a known
 * probability, and was told the reward of that action alone.
 *
 * <p>The importance weight of a row is target probability / propensity. Over all that the logging
 * policy might have drawn its mean is 1, provided that propensities are right and that the logging
 * policy might draw whatever the target policy does. The second is not to be seen from logged
 * actions: what was never drawn is in no row, and shows as a mean weight below 1.
 *
 * @param rewards [N], of the logged action, finite
 * @param propensities [N], the probability with which the logging policy drew it, in (0, 1]
 * @param targetProbabilities [N], the probability with which the policy to evaluate would draw the
 *     same action in the same context, in [0, 1]
 */
public record LoggedFeedback(
    ImmutableDoubleArray rewards,
    ImmutableDoubleArray propensities,
    ImmutableDoubleArray targetProbabilities) {
  private static final int LEAST_ROWS = 2;

  /**
   * Checks the rows.
   *
   * @throws IllegalArgumentException if there are fewer than two rows, the lengths differ, a number
   *     is out of its range, with its row, or no row has a target probability above 0
   */
  public LoggedFeedback {
    int rows = rewards.length();
    checkArgument(rows >= LEAST_ROWS, "rewards: expected at least 2 rows, got %s", rows);
    Rows.checkLength("propensities", rows, propensities.length());
    Rows.checkLength("targetProbabilities", rows, targetProbabilities.length());
    boolean drawn = false;
    for (int row = 0; row < rows; row++) {
      Rows.checkFinite("rewards", rewards.get(row), row);
      checkPropensity(propensities.get(row), row);
      double target = targetProbabilities.get(row);
      Rows.check(target >= 0 && target <= 1, "targetProbabilities", "from 0 to 1", target, row);
      drawn |= target > 0;
    }
    checkArgument(
        drawn,
        "targetProbabilities: expected one above 0, got none in %s rows; the log has no action that"
            + " the policy would take",
        rows);
  }

  /**
   * Feedback of arrays, which are copied.
   *
   * @param rewards [N]
   * @param propensities [N], in (0, 1]
   * @param targetProbabilities [N], in [0, 1]
   * @return the feedback
   * @throws IllegalArgumentException as the constructor
   */
  public static LoggedFeedback of(
      double[] rewards, double[] propensities, double[] targetProbabilities) {
    return new LoggedFeedback(
        ImmutableDoubleArray.copyOf(rewards),
        ImmutableDoubleArray.copyOf(propensities),
        ImmutableDoubleArray.copyOf(targetProbabilities));
  }

  /**
   * The number of rows.
   *
   * @return N, at least 2
   */
  public int size() {
    return rewards.length();
  }

  /**
   * How far the rewards are apart.
   *
   * @return the greatest less the smallest
   */
  public double rewardRange() {
    return rewards.stream().max().orElseThrow() - rewards.stream().min().orElseThrow();
  }

  /** The importance weights, [N]. */
  double[] weights() {
    double[] weights = new double[size()];
    for (int row = 0; row < weights.length; row++) {
      weights[row] = targetProbabilities.get(row) / propensities.get(row);
    }
    return weights;
  }

  private static void checkPropensity(double propensity, int row) {
    Rows.check(
        propensity > 0 && propensity <= 1,
        "propensities",
        "above 0, as what was drawn had a chance, and at most 1",
        propensity,
        row);
  }
}
