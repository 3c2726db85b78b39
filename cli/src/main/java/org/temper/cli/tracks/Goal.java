package org.temper.cli.tracks;

import org.temper.cli.arithmetic.ArithmeticTask;

/** A condition on the answer to a question. */
@FunctionalInterface
interface Goal {

  /** Whether an answer meets it. */
  boolean isMet(ArithmeticTask question, String answer);

  /** Both this and another. */
  default Goal and(Goal other) {
    return (question, answer) -> isMet(question, answer) && other.isMet(question, answer);
  }
}
