package org.temper.algorithms.rollouts;

import java.util.List;
import org.temper.api.rollouts.Trajectory;

/** A player of episodes of tasks. */
@FunctionalInterface
public interface Episodes {

  /**
   * Plays one episode of each.
   *
   * @param tasks positions of tasks in their list; a task may be there several times
   * @param streams the stream that each episode is drawn from, a number for each task
   * @param iterationSeed decides what is random in a task's episodes beside the draws: the same for
   *     all episodes of a task
   * @param drawSeed decides the draws, with the stream
   * @return the episodes, in order
   */
  List<Trajectory> play(List<Integer> tasks, long[] streams, long iterationSeed, long drawSeed);
}
