package org.temper.evaluation.abstention;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Counts of what was answered under an {@link AbstentionRule}.
 *
 * @param questions how many questions there were, at least 1
 * @param answered how many got an answer
 * @param wrong how many got a wrong answer
 */
public record Abstentions(int questions, int answered, int wrong) {

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if there is no question, more are answered than there are, or
   *     more wrong than answered
   */
  public Abstentions {
    checkArgument(questions >= 1, "questions: expected at least 1, got %s", questions);
    checkArgument(
        answered >= 0 && answered <= questions,
        "answered: expected from 0 to %s, got %s",
        questions,
        answered);
    checkArgument(
        wrong >= 0 && wrong <= answered, "wrong: expected from 0 to %s, got %s", answered, wrong);
  }

  /**
   * The share of questions that got an answer.
   *
   * @return from 0 to 1
   */
  public double coverage() {
    return (double) answered / questions;
  }

  /**
   * The share of <em>all questions</em> that got a wrong answer, which {@link ConformalRiskControl}
   * bounds.
   *
   * @return from 0 to 1
   */
  public double errorRate() {
    return (double) wrong / questions;
  }

  /**
   * The share of <em>answers</em> that are wrong, which {@link SelectiveRiskControl} bounds.
   *
   * @return from 0 to 1; 0 where nothing was answered
   */
  public double selectiveRisk() {
    return answered == 0 ? 0 : (double) wrong / answered;
  }
}
