package org.temper.models.merge.methods;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import java.util.Arrays;
import java.util.List;

/**
 * The weight of each expert.
 *
 * @param values finite numbers, one for each expert in order; none where all count the same, which
 *     is 1 each
 */
public record ExpertWeights(List<Double> values) {

  /** Copies and checks. */
  public ExpertWeights {
    values = ImmutableList.copyOf(values);
    checkArgument(
        values.stream().allMatch(Double::isFinite),
        "weights: expected finite numbers, got %s",
        values);
  }

  /**
   * Weights that are all the same.
   *
   * @return 1 for each, however many experts there are
   */
  public static ExpertWeights equal() {
    return new ExpertWeights(List.of());
  }

  /**
   * Weights that are given.
   *
   * @param values one for each expert, in order
   * @return the weights
   * @throws IllegalArgumentException if one is not finite
   */
  public static ExpertWeights of(double... values) {
    return new ExpertWeights(Doubles.asList(values));
  }

  /**
   * Checks that there is one for each expert.
   *
   * @param experts how many experts there are
   * @throws IllegalArgumentException if there are others, or no expert
   */
  void check(int experts) {
    checkArgument(experts > 0, "experts: expected at least one, got none");
    checkArgument(
        values.isEmpty() || values.size() == experts,
        "weights: expected %s numbers, one for each expert, or none, got %s",
        experts,
        values.size());
  }

  /**
   * The weights.
   *
   * @param experts how many experts there are
   * @return as many numbers, 1 where none were given
   */
  public double[] of(int experts) {
    if (values.isEmpty()) {
      double[] ones = new double[experts];
      Arrays.fill(ones, 1);
      return ones;
    }
    return Doubles.toArray(values);
  }

  @Override
  public String toString() {
    return values.isEmpty() ? "equal" : values.toString();
  }
}
