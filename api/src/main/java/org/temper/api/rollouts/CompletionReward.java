package org.temper.api.rollouts;

/**
 * A program's reward for the text of a completion: its length, its format, a score of its words.
 *
 * @param <T> what a task is
 */
@FunctionalInterface
public interface CompletionReward<T> {

  /**
   * Judges one completion. May be called by several threads at once.
   *
   * @param task the task
   * @param completion what the policy wrote, special tokens left out
   * @return the reward, larger is better; NaN where nothing can be said, and the episode is left
   *     out
   * @throws Exception if it cannot be judged; the episode is left out
   */
  double reward(T task, String completion) throws Exception;
}
