package org.temper.environments.procedural;

import org.temper.environments.generated.Draws;

/** A family of generated tasks. One of yours is used like those that come along. */
public interface TaskFamily {

  /** The family's name, as keys have it: without a slash. */
  String name();

  /** What a difficulty d means, in a sentence. */
  String difficultyMeaning();

  /** The greatest difficulty; the least is 1. */
  int hardest();

  /**
   * Makes a question.
   *
   * @param draws what it is chosen by: equal draws make equal questions
   * @param difficulty from 1 to {@link #hardest}
   * @return the question
   */
  Puzzle make(Draws draws, int difficulty);
}
