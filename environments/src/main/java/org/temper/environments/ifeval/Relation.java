package org.temper.environments.ifeval;

import org.temper.api.rollouts.Verdict;

/** Comparison of a number in a response with the one that an instruction names. */
enum Relation {
  LESS_THAN("less than"),
  AT_LEAST("at least");

  private final String words;

  Relation(String words) {
    this.words = words;
  }

  /** How instructions write it. */
  String words() {
    return words;
  }

  /** Whether a number of things compares so. */
  Verdict verify(int asked, int found, String things) {
    boolean holds = this == AT_LEAST ? found >= asked : found < asked;
    return Findings.of(holds, "expected " + words + " " + asked + " " + things + ", got " + found);
  }
}
