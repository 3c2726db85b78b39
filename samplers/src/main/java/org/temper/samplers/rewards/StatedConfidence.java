package org.temper.samplers.rewards;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.text.TextCodec;

/**
 * A reader of the confidence that an episode states: a number after its answer, or a probability of
 * its tokens.
 *
 * @param <T> what a task is
 */
@FunctionalInterface
public interface StatedConfidence<T> {

  /**
   * Reads the confidence. Survives any episode.
   *
   * @param task the task
   * @param trajectory the episode
   * @return the probability with which the answer is said to be right; empty where none is stated
   */
  OptionalDouble confidence(T task, Trajectory trajectory);

  /**
   * Where the confidence is stated. Whatever is said from there on cannot have made the answer
   * right or wrong. Asked only where one is stated.
   *
   * @param task the task
   * @param trajectory the episode
   * @return how many of the last tokens of the last action are of the statement or come after it;
   *     empty where answer and confidence cannot be told apart
   */
  default OptionalInt statingTokens(T task, Trajectory trajectory) {
    return OptionalInt.empty();
  }

  /**
   * A confidence in a text.
   *
   * @param confidence the probability
   * @param start where in the text it begins, in UTF-16 units; the answer is before it
   */
  record Statement(double confidence, int start) {}

  /**
   * A confidence that the last action says in its text, after the answer.
   *
   * @param codec turns tokens to text
   * @param reader finds the statement in the text of the last action; survives any text
   * @param <T> what a task is
   * @return the reader
   */
  static <T> StatedConfidence<T> inText(
      TextCodec codec, Function<String, Optional<Statement>> reader) {
    return new TextConfidence<>(codec, reader);
  }
}
