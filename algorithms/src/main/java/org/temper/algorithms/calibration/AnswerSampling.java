package org.temper.algorithms.calibration;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Settings of how answers become examples.
 *
 * @param answers k, the answers of each question, at least 1
 * @param label what an example says of its answer
 * @param balance whether right and wrong answers are made as many
 */
public record AnswerSampling(int answers, Label label, Balance balance) {

  /** What is said of an answer. */
  public enum Label {
    /** Whether it is right: 0 or 1. */
    CORRECTNESS,
    /**
     * The share of the question's k answers that are right, a capability target: of less variance,
     * and the same for all answers of a question, so that it teaches how well the question can be
     * answered and not which answer is right.
     */
    CAPABILITY
  }

  /** Whether there are to be as many right answers as wrong ones. */
  public enum Balance {
    /** All are kept: confidence is learned as often as answers are right. */
    NONE,
    /**
     * Of the more frequent ones as many as there are of the others are kept, which are drawn by the
     * seed. The two are told apart better where one is rare, and confidence comes to the share
     * among what was kept: calibrated it is only after a recalibration on answers as they come.
     */
    EQUAL
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if there is no answer, or one alone is to be a share
   */
  public AnswerSampling {
    checkArgument(answers >= 1, "answers: expected at least 1, got %s", answers);
    checkArgument(
        answers >= 2 || label == Label.CORRECTNESS,
        "answers: expected at least 2 for a share of right ones, got %s",
        answers);
  }

  /**
   * Answers that are right or wrong, all kept.
   *
   * @param answers k, the answers of each question, at least 1
   * @return the settings
   */
  public static AnswerSampling of(int answers) {
    return new AnswerSampling(answers, Label.CORRECTNESS, Balance.NONE);
  }

  /**
   * With another label.
   *
   * @param other what an example says of its answer
   * @return new settings
   */
  public AnswerSampling withLabel(Label other) {
    return new AnswerSampling(answers, other, balance);
  }

  /**
   * With another balance.
   *
   * @param other whether right and wrong answers are made as many
   * @return new settings
   */
  public AnswerSampling withBalance(Balance other) {
    return new AnswerSampling(answers, label, other);
  }
}
