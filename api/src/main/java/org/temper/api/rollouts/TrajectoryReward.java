package org.temper.api.rollouts;

/**
 * A program's reward for a finished episode: a checked answer, a measured score, a format.
 *
 * @param <T> what a task is
 */
@FunctionalInterface
public interface TrajectoryReward<T> {

  /**
   * Judges one episode. May be called by several threads at once.
   *
   * @param task the task
   * @param trajectory the episode
   * @return the reward, larger is better; NaN where nothing can be said, and the episode is left
   *     out
   * @throws Exception if it cannot be judged; the episode is left out
   */
  double reward(T task, Trajectory trajectory) throws Exception;
}
