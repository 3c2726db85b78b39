package org.temper.environments.tools;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.environments.Task;

/**
 * Environments of several kinds, chosen by the class of what is known of a task.
 *
 * @param byData kinds by class; the first is taken that the data is an instance of
 */
public record RoutedEnvironments(Map<Class<?>, TaskEnvironments<?>> byData)
    implements TaskEnvironments<Object> {

  /** Copies the kinds. */
  public RoutedEnvironments {
    byData = ImmutableMap.copyOf(byData);
  }

  /**
   * One kind.
   *
   * @param type the class of what is known of its tasks
   * @param environments makes its environments
   * @param <T> what is known of its tasks
   * @return the environments of this kind, to which others are {@linkplain #and added}
   */
  public static <T> RoutedEnvironments of(Class<T> type, TaskEnvironments<? super T> environments) {
    return new RoutedEnvironments(ImmutableMap.of(type, environments));
  }

  /**
   * One kind more.
   *
   * @param type the class of what is known of its tasks, which no other kind has
   * @param environments makes its environments
   * @param <T> what is known of its tasks
   * @return the environments of all kinds
   * @throws IllegalArgumentException if another kind has that class
   */
  public <T> RoutedEnvironments and(Class<T> type, TaskEnvironments<? super T> environments) {
    return new RoutedEnvironments(
        ImmutableMap.<Class<?>, TaskEnvironments<?>>builder()
            .putAll(byData)
            .put(type, environments)
            .buildOrThrow());
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no kind for it
   */
  @Override
  public ToolEnvironment<?> of(Task<?> task) {
    for (Map.Entry<Class<?>, TaskEnvironments<?>> entry : byData.entrySet()) {
      if (entry.getKey().isInstance(task.data())) {
        @SuppressWarnings("unchecked") // a kind is added with the class of its tasks
        TaskEnvironments<Object> kind = (TaskEnvironments<Object>) entry.getValue();
        return kind.of(task);
      }
    }
    throw new IllegalArgumentException(
        "task: expected data of one of "
            + byData.keySet().stream().map(Class::getName).toList()
            + ", got "
            + task.data().getClass().getName()
            + " of "
            + task.key()
            + "; add its environments (and)");
  }
}
