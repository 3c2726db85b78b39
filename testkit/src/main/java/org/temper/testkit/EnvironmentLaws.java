package org.temper.testkit;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.temper.api.rollouts.Environment;

/**
 * Laws of environments. Each takes the environment, the number of tokens that actions are made of,
 * the most steps to take, and a seed that decides episode and actions.
 */
public final class EnvironmentLaws {
  private static final int LONGEST_ACTION = 4;

  private EnvironmentLaws() {}

  /**
   * All laws of this class.
   *
   * @param environment the environment
   * @param vocabularySize the number of tokens that actions are made of
   * @param maxSteps the most steps to take in an episode
   * @param seed decides episode and actions
   * @throws AssertionError if the environment breaks a law
   */
  public static void all(Environment environment, long vocabularySize, int maxSteps, long seed) {
    sameSeedSameEpisode(environment, vocabularySize, maxSteps, seed);
    noStepAfterTheEnd(environment, vocabularySize, maxSteps, seed);
  }

  /**
   * Episodes of one seed answer the same actions alike: also after one that is broken off, and when
   * each call comes from a thread of its own, as it may in rollouts.
   *
   * @param environment the environment
   * @param vocabularySize the number of tokens that actions are made of
   * @param maxSteps the most steps to take in an episode
   * @param seed decides episode and actions
   * @throws AssertionError if the environment breaks the law
   */
  public static void sameSeedSameEpisode(
      Environment environment, long vocabularySize, int maxSteps, long seed) {
    List<Object> first = play(environment, vocabularySize, maxSteps, seed);
    play(environment, vocabularySize, 1, seed + 1);
    assertSame(first, play(environment, vocabularySize, maxSteps, seed), seed, "played again");
    assertSame(
        first,
        play(new Threaded(environment), vocabularySize, maxSteps, seed),
        seed,
        "called from several threads");
  }

  private static void assertSame(
      List<Object> first, List<Object> second, long seed, String circumstance) {
    if (first.size() != second.size()) {
      throw new AssertionError(
          "episode of seed "
              + seed
              + " "
              + circumstance
              + ": expected "
              + (first.size() - 1)
              + " steps, got "
              + (second.size() - 1));
    }
    for (int i = 0; i < first.size(); i++) {
      if (!first.get(i).equals(second.get(i))) {
        throw new AssertionError(
            (i == 0 ? "prompt" : "step " + i)
                + " of seed "
                + seed
                + " "
                + circumstance
                + ": expected "
                + first.get(i)
                + ", got "
                + second.get(i));
      }
    }
  }

  /**
   * An ended episode takes no further step: {@link IllegalStateException}; and a reset starts the
   * next one.
   *
   * @param environment the environment
   * @param vocabularySize the number of tokens that actions are made of
   * @param maxSteps the most steps to take in an episode; nothing is checked of one that goes on
   * @param seed decides episode and actions
   * @throws AssertionError if the environment breaks the law
   */
  public static void noStepAfterTheEnd(
      Environment environment, long vocabularySize, int maxSteps, long seed) {
    List<Object> episode = play(environment, vocabularySize, maxSteps, seed);
    if (episode.get(episode.size() - 1) instanceof Environment.Step last
        && last.ending().isPresent()) {
      Closeness.assertRefused(
          "a step after the end",
          IllegalStateException.class,
          () -> environment.step(ImmutableLongArray.of(0)));
      play(environment, vocabularySize, 1, seed);
    }
  }

  /** The prompt and what followed each action. */
  private static List<Object> play(
      Environment environment, long vocabularySize, int maxSteps, long seed) {
    Random random = new Random(seed);
    List<Object> episode = new ArrayList<>();
    ImmutableLongArray prompt = environment.reset(seed);
    if (prompt.isEmpty()) {
      throw new AssertionError("prompt: expected at least one token, got none");
    }
    episode.add(prompt);
    for (int step = 0; step < maxSteps; step++) {
      long[] action =
          RandomBatches.tokens(1 + random.nextInt(LONGEST_ACTION), vocabularySize, random);
      Environment.Step result = environment.step(ImmutableLongArray.copyOf(action));
      episode.add(result);
      if (result.ending().isPresent()) {
        break;
      }
    }
    return episode;
  }

  /** Makes each call on a thread of its own, and waits for it. */
  private record Threaded(Environment environment) implements Environment {
    @Override
    public ImmutableLongArray reset(long seed) {
      return CompletableFuture.supplyAsync(() -> environment.reset(seed), Threaded::start).join();
    }

    @Override
    public Step step(ImmutableLongArray action) {
      return CompletableFuture.supplyAsync(() -> environment.step(action), Threaded::start).join();
    }

    private static void start(Runnable call) {
      new Thread(call, "environment").start();
    }

    @Override
    public void close() {}
  }
}
