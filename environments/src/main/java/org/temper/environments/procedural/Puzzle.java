package org.temper.environments.procedural;

import java.util.Optional;

/**
 * One generated question with what checks its answers. A value: two of the same question are equal.
 */
public interface Puzzle {

  /** The question, with the form of the answer. */
  String question();

  /** A right answer, one of maybe many. */
  String gold();

  /** An answer that does nothing: what was given, as it was given. Always wrong. */
  String noOp();

  /** A wrong answer that differs little from a right one. */
  String nearMiss();

  /**
   * What is wrong with an answer. Survives any text.
   *
   * @param answer the answer alone
   * @return a reason, for a person; empty where the answer is right
   */
  Optional<String> fault(String answer);
}
