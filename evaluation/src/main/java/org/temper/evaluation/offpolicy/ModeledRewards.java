package org.temper.evaluation.offpolicy;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * The rewards that a model q expects of a log's rows. It is to be learned from other rows than
 * those that it is used on: one that has seen a row's reward takes chance for knowledge.
 *
 * @param logged [N], q(x, a) of the logged action
 * @param expected [N], Σ π(a | x) q(x, a) over all actions, of the policy π to evaluate
 */
public record ModeledRewards(ImmutableDoubleArray logged, ImmutableDoubleArray expected) {

  /**
   * Checks the rows.
   *
   * @throws IllegalArgumentException if there are fewer than two rows, the lengths differ or a
   *     number is not finite
   */
  public ModeledRewards {
    int rows = logged.length();
    checkArgument(rows >= 2, "logged: expected at least 2 rows, got %s", rows);
    Rows.checkLength("expected", rows, expected.length());
    for (int row = 0; row < rows; row++) {
      Rows.checkFinite("logged", logged.get(row), row);
      Rows.checkFinite("expected", expected.get(row), row);
    }
  }

  /**
   * Rewards of arrays, which are copied.
   *
   * @param logged [N], of the logged action
   * @param expected [N], expected of the policy to evaluate
   * @return the modeled rewards
   * @throws IllegalArgumentException as the constructor
   */
  public static ModeledRewards of(double[] logged, double[] expected) {
    return new ModeledRewards(
        ImmutableDoubleArray.copyOf(logged), ImmutableDoubleArray.copyOf(expected));
  }

  void checkRows(LoggedFeedback log) {
    Rows.checkLength("model", log.size(), logged.length());
  }
}
