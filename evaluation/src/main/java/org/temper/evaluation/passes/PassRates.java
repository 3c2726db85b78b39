package org.temper.evaluation.passes;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Means over tasks of what {@link Attempts} are worth; each task counts the same. */
public final class PassRates {
  private PassRates() {}

  /**
   * The mean of pass@k.
   *
   * @param tasks at least one, each with at least k attempts
   * @param k how many attempts
   * @return in [0, 1]
   * @throws IllegalArgumentException if there is no task, or one has fewer attempts
   */
  public static double anyOf(List<Attempts> tasks, int k) {
    return mean(tasks, task -> task.anyOf(k));
  }

  /**
   * The mean of pass^k.
   *
   * @param tasks at least one, each with at least k attempts
   * @param k how many attempts
   * @return in [0, 1]
   * @throws IllegalArgumentException if there is no task, or one has fewer attempts
   */
  public static double eachOf(List<Attempts> tasks, int k) {
    return mean(tasks, task -> task.eachOf(k));
  }

  private static double mean(List<Attempts> tasks, ToDoubleFunction<Attempts> value) {
    checkArgument(!tasks.isEmpty(), "tasks: expected at least one, got none");
    return tasks.stream().mapToDouble(value).sum() / tasks.size();
  }
}
