package org.temper.algorithms.rollouts;

import java.util.List;
import org.temper.api.rollouts.Trajectory;

/** Plays episodes of tasks. */
@FunctionalInterface
interface Episodes {

  /**
   * Plays one episode of each.
   *
   * @param tasks places of tasks in their list; a task may be there several times
   * @param iterationSeed decides what is random in a task's episodes beside the draws: the same for
   *     all episodes of a task
   * @param drawSeed decides the draws
   * @return the episodes, in order
   */
  List<Trajectory> play(List<Integer> tasks, long iterationSeed, long drawSeed);
}
