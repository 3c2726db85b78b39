package org.temper.environments.ifeval;

import org.temper.api.rollouts.Verdict;

/** Verdicts of checks. */
final class Findings {
  private Findings() {}

  /** Passed if something holds, else failed for a reason. */
  static Verdict of(boolean follows, String reason) {
    return follows ? new Verdict.Passed() : new Verdict.Failed(reason);
  }

  /** Whether a number of things is exactly as asked for. */
  static Verdict exactly(int asked, int found, String things) {
    return of(found == asked, "expected " + asked + " " + things + ", got " + found);
  }

  /** Whether there are as many things as asked for. */
  static Verdict atLeast(int asked, int found, String things) {
    return Relation.AT_LEAST.verify(asked, found, things);
  }
}
