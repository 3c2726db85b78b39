package org.temper.environments.tools;

import org.temper.environments.Task;

/**
 * A maker of environments with tools. Several kinds take part in one run where one of these chooses
 * by the task, as {@link RoutedEnvironments} does; each episode sees the tools of its own kind
 * alone.
 *
 * @param <T> what is known of a task
 */
@FunctionalInterface
public interface TaskEnvironments<T> {

  /**
   * An environment of a task: every episode in it is of that task.
   *
   * @param task the task
   * @return the environment, to be closed by the caller
   */
  ToolEnvironment<?> of(Task<? extends T> task);
}
