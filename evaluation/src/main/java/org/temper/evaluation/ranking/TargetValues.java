package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;

/**
 * The value of a scorer on each of some targets.
 *
 * @param users whose each target is, at least one
 * @param values a value for each target
 */
public record TargetValues(ImmutableIntArray users, ImmutableDoubleArray values) {

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there is no target, or not a value for each
   */
  public TargetValues {
    checkArgument(!users.isEmpty(), "users: expected at least one target, got none");
    checkArgument(
        values.length() == users.length(),
        "values: expected %s, one for each target, got %s",
        users.length(),
        values.length());
  }

  /**
   * The mean, each target counting the same.
   *
   * @return the mean of the values
   */
  public double mean() {
    double sum = 0;
    for (int target = 0; target < values.length(); target++) {
      sum += values.get(target);
    }
    return sum / values.length();
  }
}
