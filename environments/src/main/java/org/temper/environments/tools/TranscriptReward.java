package org.temper.environments.tools;

import org.temper.environments.Task;

/**
 * A program's reward for an episode with tools.
 *
 * @param <T> what is known of a task
 */
@FunctionalInterface
public interface TranscriptReward<T> {

  /**
   * Judges one episode. May be called by several threads at once.
   *
   * @param task the task
   * @param transcript what happened
   * @return the reward, larger is better; NaN where nothing can be said
   * @throws Exception if it cannot be judged
   */
  double reward(Task<T> task, Transcript transcript) throws Exception;
}
