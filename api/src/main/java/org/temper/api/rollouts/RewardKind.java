package org.temper.api.rollouts;

/** A kind of rewards, by what is meant by their size. */
public enum RewardKind {
  /** Larger is better, and a method may change their scale: of right and wrong answers, say. */
  ORDINARY,
  /**
   * A proper score of a probability that the policy states, such as the Brier score: its expected
   * value is largest where the probability is the true one. That holds of the expected reward
   * alone. A method that divides rewards by a number that depends on the outcomes beside them
   * raises another expectation, and teaches another probability.
   */
  PROPER_SCORE
}
