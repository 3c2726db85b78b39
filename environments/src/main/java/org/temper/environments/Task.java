package org.temper.environments;

import static com.google.common.base.Preconditions.checkArgument;

import org.temper.data.chat.Conversation;

/**
 * A task: what is asked of the policy, what rewards and verifiers know of it, and a key that names
 * it wherever its results are kept.
 *
 * @param key the same for the same task in every run, of no other task of its data; not blank
 * @param data what rewards and verifiers see: a question, a reference answer
 * @param conversation what the policy is shown first
 * @param <T> what is known of a task
 */
public record Task<T>(String key, T data, Conversation conversation) {

  /**
   * Checks the key.
   *
   * @throws IllegalArgumentException if the key is blank
   */
  public Task {
    checkArgument(!key.isBlank(), "key: expected a name that lasts, got a blank one");
  }
}
