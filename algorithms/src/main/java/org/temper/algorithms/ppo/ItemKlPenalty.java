package org.temper.algorithms.ppo;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * What it costs a policy of items to leave its reference, by the items that were drawn.
 *
 * @param place where it is counted
 * @param coefficient price of a nat, at least 0
 */
public record ItemKlPenalty(Place place, double coefficient) {

  /** Where a divergence is counted. */
  public enum Place {
    /** k3 of the current policy is added to the loss, and is differentiated through. */
    LOSS,
    /** k1 of the policy that drew the items is taken off their rewards. */
    REWARD
  }

  /** Checks the coefficient. */
  public ItemKlPenalty {
    checkArgument(
        coefficient >= 0 && Double.isFinite(coefficient),
        "coefficient: expected a number of at least 0, got %s",
        coefficient);
  }

  /**
   * No penalty.
   *
   * @return a coefficient of 0
   */
  public static ItemKlPenalty none() {
    return new ItemKlPenalty(Place.LOSS, 0);
  }

  /**
   * In the loss, as GRPO does.
   *
   * @param coefficient price of a nat, at least 0
   * @return the penalty
   * @throws IllegalArgumentException if {@code coefficient} is out of range
   */
  public static ItemKlPenalty inLoss(double coefficient) {
    return new ItemKlPenalty(Place.LOSS, coefficient);
  }

  /**
   * In the reward, as PPO for language models does.
   *
   * @param coefficient price of a nat, at least 0
   * @return the penalty
   * @throws IllegalArgumentException if {@code coefficient} is out of range
   */
  public static ItemKlPenalty inReward(double coefficient) {
    return new ItemKlPenalty(Place.REWARD, coefficient);
  }

  double inReward() {
    return place == Place.REWARD ? coefficient : 0;
  }

  double inLoss() {
    return place == Place.LOSS ? coefficient : 0;
  }
}
