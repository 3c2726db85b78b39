package org.temper.evaluation.offpolicy;

import static com.google.common.base.Preconditions.checkArgument;

/** The bound of importance weights: what is counted in the place of a weight. */
public sealed interface WeightLimit {

  /**
   * The weight that is counted.
   *
   * @param weight as it is, at least 0
   * @return the weight or less
   */
  double limited(double weight);

  /**
   * Weights as they are.
   *
   * @return no limit
   */
  static WeightLimit none() {
    return new Unlimited();
  }

  /**
   * Weights cut at a number: less variance, and a bias towards what rows of small weights say.
   *
   * @param most the largest weight, above 0; that of a target policy like the logging policy is 1
   * @return the limit
   * @throws IllegalArgumentException if {@code most} is not above 0
   */
  static WeightLimit clippedAt(double most) {
    return new Clipping(most);
  }

  /** Weights as they are. */
  record Unlimited() implements WeightLimit {
    @Override
    public double limited(double weight) {
      return weight;
    }
  }

  /**
   * The smaller of the weight and a number.
   *
   * @param most the number, above 0
   */
  record Clipping(double most) implements WeightLimit {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code most} is not above 0
     */
    public Clipping {
      checkArgument(most > 0, "most: expected a weight above 0, got %s", most);
    }

    @Override
    public double limited(double weight) {
      return Math.min(weight, most);
    }
  }
}
