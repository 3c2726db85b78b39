package org.temper.algorithms.rollouts;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableLongArray;

/**
 * A prompt to complete, and what judges its completions know of it.
 *
 * @param id what the task is called where a run has to name it
 * @param task what rewards see: a question, a reference answer
 * @param prompt token ids
 * @param <T> what a task is
 */
public record PromptedTask<T>(String id, T task, ImmutableLongArray prompt) {

  /**
   * Checks the prompt.
   *
   * @throws IllegalArgumentException if the prompt is empty
   */
  public PromptedTask {
    checkArgument(!prompt.isEmpty(), "prompt: expected at least one token for %s, got none", id);
  }

  /**
   * A task.
   *
   * @param id what the task is called where a run has to name it
   * @param task what rewards see
   * @param prompt token ids; copied
   * @param <T> what a task is
   * @return the task
   * @throws IllegalArgumentException if the prompt is empty
   */
  public static <T> PromptedTask<T> of(String id, T task, long[] prompt) {
    return new PromptedTask<>(id, task, ImmutableLongArray.copyOf(prompt));
  }
}
