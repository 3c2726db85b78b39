package org.temper.api.rollouts;

/** The finding of a {@link Verifier}. What could not be verified is left out, never scored 0. */
public sealed interface Verdict {

  /** The completion does what the task asks. */
  record Passed() implements Verdict {}

  /**
   * The completion does not do what the task asks.
   *
   * @param reason why, for a person
   */
  record Failed(String reason) implements Verdict {}

  /**
   * Nothing can be said: the checker crashed, timed out or has no reference.
   *
   * @param reason why, for a person
   */
  record Unverified(String reason) implements Verdict {}
}
