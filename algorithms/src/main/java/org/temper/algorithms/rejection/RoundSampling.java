package org.temper.algorithms.rejection;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Settings of what a round samples.
 *
 * @param tasks tasks of a round, at least 1; all where there are fewer. Another round draws others
 * @param samples episodes of each task, at least 0; with 0 the demonstrations alone are trained on
 * @param threshold the least reward of a success, finite
 * @param tasksAtOnce tasks that are sampled together, at least 1; what a killed process has to
 *     sample again. Changes no draw
 */
public record RoundSampling(int tasks, int samples, double threshold, int tasksAtOnce) {
  private static final int TASKS_AT_ONCE = 16;

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public RoundSampling {
    AtLeast.check("tasks", 1, tasks);
    AtLeast.check("samples", 0, samples);
    AtLeast.check("tasksAtOnce", 1, tasksAtOnce);
    checkArgument(
        Double.isFinite(threshold), "threshold: expected a finite number, got %s", threshold);
  }

  /**
   * All tasks, 16 of them at once; success is a reward of 1.
   *
   * @param samples episodes of each task, at least 0
   * @return the settings
   */
  public static RoundSampling of(int samples) {
    return new RoundSampling(Integer.MAX_VALUE, samples, 1, TASKS_AT_ONCE);
  }

  RoundSampling withTasks(int value) {
    return new RoundSampling(value, samples, threshold, tasksAtOnce);
  }

  RoundSampling withThreshold(double value) {
    return new RoundSampling(tasks, samples, value, tasksAtOnce);
  }

  RoundSampling withTasksAtOnce(int value) {
    return new RoundSampling(tasks, samples, threshold, value);
  }
}
