package org.temper.environments.tools;

import java.util.Optional;
import java.util.OptionalDouble;
import org.temper.environments.Task;

/**
 * An object of one episode whose public methods annotated with {@link org.temper.data.chat.Tool}
 * are what the policy may call, where it wants to know the task or to reward. An object without
 * either need not implement it.
 *
 * @param <T> what is known of a task
 */
public interface ToolEpisode<T> {

  /**
   * Starts the episode.
   *
   * @param task what is asked
   * @return what the user says after the task's conversation, if anything
   */
  default Optional<String> reset(Task<T> task) {
    return Optional.empty();
  }

  /**
   * The reward of the episode as it stands, asked for when the policy has called no tool in its
   * turn, or when a limit ended the episode.
   *
   * @param answer the policy's last turn as text, calls and reasoning left out
   * @return the reward, finite; nothing where only reward functions beside it judge
   */
  default OptionalDouble reward(String answer) {
    return OptionalDouble.empty();
  }
}
