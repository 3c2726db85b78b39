package org.temper.evaluation.abstention;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A rule of abstention: an answer is given where its confidence is above a threshold, and withheld
 * where it is equal or below.
 *
 * @param threshold −∞ to answer always, +∞ to abstain always
 */
public record AbstentionRule(double threshold) {
  /** Gives no answer: what is chosen where no threshold keeps the promise. */
  public static final AbstentionRule ABSTAIN_ALWAYS = new AbstentionRule(Double.POSITIVE_INFINITY);

  /**
   * Checks the threshold.
   *
   * @throws IllegalArgumentException if it is NaN
   */
  public AbstentionRule {
    checkArgument(!Double.isNaN(threshold), "threshold: expected a number, got NaN");
  }

  /**
   * Whether an answer is given.
   *
   * @param confidence that it is correct
   * @return true above the threshold
   * @throws IllegalArgumentException if the confidence is NaN
   */
  public boolean answers(double confidence) {
    checkArgument(!Double.isNaN(confidence), "confidence: expected a number, got NaN");
    return confidence > threshold;
  }

  /**
   * What comes of the rule on answers whose outcome is known.
   *
   * @param confidences [N], at least one
   * @param outcomes [N], 1 where the answer is correct, else 0
   * @return the counts
   * @throws IllegalArgumentException if there is none, the lengths differ, a confidence is NaN, or
   *     an outcome is neither 0 nor 1
   */
  public Abstentions applied(double[] confidences, int[] outcomes) {
    Validation validation = Validation.of(confidences, outcomes);
    return new Abstentions(
        validation.size(), validation.answered(threshold), validation.wrong(threshold));
  }
}
