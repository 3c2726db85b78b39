package org.temper.testkit;

import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;

/**
 * The smallest verifier: the completion is the expected answer, but for space around it. Without an
 * expected answer, nothing can be said.
 */
public final class AnswerVerifier implements Verifier<String> {

  /** A verifier; it has no state. */
  public AnswerVerifier() {}

  @Override
  public Verdict verify(String answer, String completion) {
    if (answer.isBlank()) {
      return new Verdict.Unverified("no expected answer");
    }
    return completion.strip().equals(answer.strip())
        ? new Verdict.Passed()
        : new Verdict.Failed("expected " + answer.strip());
  }
}
