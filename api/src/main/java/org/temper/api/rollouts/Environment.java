package org.temper.api.rollouts;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a policy acts in: it shows tokens, takes the policy's tokens, and answers with tokens and
 * perhaps a reward. One episode at a time.
 *
 * <p>Rollouts call it from threads of their own, one call after the other but not always from the
 * same thread, while other environments are called beside it: those that share something guard it.
 * A call that exceeds their deadline is interrupted, and its episode has failed.
 */
public interface Environment extends AutoCloseable {

  /**
   * Starts an episode.
   *
   * @param seed decides which, and whatever is random in it
   * @return the prompt, at least one token
   */
  ImmutableLongArray reset(long seed);

  /**
   * Takes one action of the policy.
   *
   * @param action the tokens that the policy produced, its end token included
   * @return what follows
   * @throws IllegalStateException if the episode has ended or none was started
   */
  Step step(ImmutableLongArray action);

  /**
   * Frees whatever the environment holds; may be called while a call past its deadline still runs.
   */
  @Override
  void close();

  /**
   * What an environment answers to an action.
   *
   * @param observation tokens for the policy to see next; may be empty
   * @param reward the reward for the action, where one is given
   * @param ending how the episode ended, if it did
   */
  record Step(ImmutableLongArray observation, OptionalDouble reward, Optional<Ending> ending) {}
}
