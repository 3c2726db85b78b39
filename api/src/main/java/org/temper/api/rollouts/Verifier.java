package org.temper.api.rollouts;

/**
 * A program that checks a completion against a task: an answer, a test suite, a format.
 *
 * @param <T> what a task is
 */
@FunctionalInterface
public interface Verifier<T> {

  /**
   * Checks one completion. Survives any text.
   *
   * @param task the task
   * @param completion what the policy wrote
   * @return the verdict
   */
  Verdict verify(T task, String completion);
}
