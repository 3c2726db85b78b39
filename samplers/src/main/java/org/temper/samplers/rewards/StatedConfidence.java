package org.temper.samplers.rewards;

import java.util.OptionalDouble;
import org.temper.api.rollouts.Trajectory;

/**
 * A reader of the confidence that an episode states: a number after its answer, or a probability of
 * its tokens.
 *
 * @param <T> what a task is
 */
@FunctionalInterface
public interface StatedConfidence<T> {

  /**
   * Reads the confidence. Survives any episode.
   *
   * @param task the task
   * @param trajectory the episode
   * @return the probability with which the answer is said to be right; empty where none is stated
   */
  OptionalDouble confidence(T task, Trajectory trajectory);
}
