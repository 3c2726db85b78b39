package org.temper.cli.options.values;

import ai.djl.training.tracker.Tracker;
import org.temper.algorithms.run.Schedules;

/** A form of the learning rate's way after its warmup, by its name among the options. */
public enum Schedule {
  CONSTANT,
  LINEAR,
  COSINE;

  /**
   * The rates of a run.
   *
   * @param peak the highest rate, above 0
   * @param end the rate that a falling schedule ends with, at least 0 and below the peak
   * @param warmup updates in which the rate rises, at least 0
   * @param updates updates of the whole run, above {@code warmup} if the rate falls
   * @return the schedule
   * @throws IllegalArgumentException if an argument is out of its range
   */
  public Tracker rate(double peak, double end, int warmup, int updates) {
    return switch (this) {
      case CONSTANT -> Schedules.constant(peak, warmup);
      case LINEAR -> Schedules.linear(peak, end, warmup, updates);
      case COSINE -> Schedules.cosine(peak, end, warmup, updates);
    };
  }
}
