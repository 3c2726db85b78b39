package org.temper.testkit;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;

/**
 * A game of guessing a number: the seed decides which, each guess is answered by "higher" or
 * "lower", and only so many guesses are allowed. Token i is the number i; after the numbers come
 * {@link #ask}, {@link #higher} and {@link #lower}.
 *
 * <p>The first token of an action is the guess. The right one is rewarded with 1 and terminates the
 * episode; the last allowed wrong one is rewarded with 0 and truncates it; others are not rewarded.
 */
public final class GuessingEnvironment implements Environment {
  private final int numbers;
  private final int guesses;
  private int secret;
  private int left;

  private GuessingEnvironment(int numbers, int guesses) {
    this.numbers = numbers;
    this.guesses = guesses;
  }

  /**
   * An environment.
   *
   * @param numbers how many numbers there are, at least 1
   * @param guesses how many guesses are allowed, at least 1
   * @return the environment
   * @throws IllegalArgumentException if either is below 1
   */
  public static GuessingEnvironment of(int numbers, int guesses) {
    checkArgument(numbers >= 1, "numbers: expected at least 1, got %s", numbers);
    checkArgument(guesses >= 1, "guesses: expected at least 1, got %s", guesses);
    return new GuessingEnvironment(numbers, guesses);
  }

  /**
   * The token that asks for a guess: the prompt.
   *
   * @return its id
   */
  public long ask() {
    return numbers;
  }

  /**
   * The token that says that the number is higher than the guess.
   *
   * @return its id
   */
  public long higher() {
    return numbers + 1L;
  }

  /**
   * The token that says that the number is lower than the guess, or that this was no number.
   *
   * @return its id
   */
  public long lower() {
    return numbers + 2L;
  }

  /**
   * The number of tokens in use.
   *
   * @return numbers and words together
   */
  public int vocabularySize() {
    return numbers + 3;
  }

  @Override
  public ImmutableLongArray reset(long seed) {
    secret = new Random(seed).nextInt(numbers);
    left = guesses;
    return ImmutableLongArray.of(ask());
  }

  @Override
  public Step step(ImmutableLongArray action) {
    checkState(left > 0, "step: expected an episode under way, got none");
    checkArgument(!action.isEmpty(), "action: expected at least one token, got none");
    long guess = action.get(0);
    left--;
    if (guess == secret) {
      left = 0;
      return new Step(
          ImmutableLongArray.of(), OptionalDouble.of(1), Optional.of(Ending.terminated("guessed")));
    }
    ImmutableLongArray answer = ImmutableLongArray.of(guess < secret ? higher() : lower());
    return left == 0
        ? new Step(answer, OptionalDouble.of(0), Optional.of(Ending.truncated("guesses")))
        : new Step(answer, OptionalDouble.empty(), Optional.empty());
  }

  @Override
  public void close() {
    left = 0;
  }
}
