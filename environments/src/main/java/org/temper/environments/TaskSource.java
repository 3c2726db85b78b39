package org.temper.environments;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Tasks without end, each by its index: the same index gives the same task, in every run. Safe for
 * several threads at once.
 *
 * @param <T> what is known of a task
 */
public interface TaskSource<T> {

  /**
   * A task.
   *
   * @param index which, at least 0
   * @return the task, whose key names it among those of every source
   * @throws IllegalArgumentException if {@code index} is below 0
   */
  Task<T> task(long index);

  /**
   * Some tasks in order.
   *
   * @param first the index of the first, at least 0
   * @param count how many, at least 0
   * @return the tasks
   * @throws IllegalArgumentException if an argument is below 0
   */
  default List<Task<T>> tasks(long first, int count) {
    checkArgument(count >= 0, "count: expected at least 0, got %s", count);
    return LongStream.range(first, first + count)
        .mapToObj(this::task)
        .collect(ImmutableList.toImmutableList());
  }
}
