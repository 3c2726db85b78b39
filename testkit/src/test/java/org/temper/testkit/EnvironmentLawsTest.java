package org.temper.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;

class EnvironmentLawsTest {
  private static final long SEED = 42;

  /** The number that the guessing environment of 10 numbers draws from the seed. */
  private static final long SECRET = new Random(SEED).nextInt(10);

  private static ImmutableLongArray action(long token) {
    return ImmutableLongArray.of(token);
  }

  @Test
  void theRightGuessTerminatesWithAReward() {
    try (GuessingEnvironment game = GuessingEnvironment.of(10, 3)) {
      assertThat(game.reset(SEED)).isEqualTo(action(game.ask()));
      Environment.Step step = game.step(action(SECRET));
      assertThat(step.reward()).hasValue(1);
      assertThat(step.ending()).contains(Ending.terminated("guessed"));
      assertThat(step.observation().isEmpty()).isTrue();
    }
  }

  @Test
  void wrongGuessesAreAnsweredAndTheLastTruncates() {
    try (GuessingEnvironment game = GuessingEnvironment.of(10, 2)) {
      game.reset(SEED);
      // the secret of this seed is 0: everything else is too high
      assertThat(SECRET).isZero();
      Environment.Step first = game.step(action(5));
      assertThat(first.observation()).isEqualTo(action(game.lower()));
      assertThat(first.reward()).isEmpty();
      assertThat(first.ending()).isEmpty();
      Environment.Step second = game.step(action(9));
      assertThat(second.reward()).hasValue(0);
      assertThat(second.ending()).contains(Ending.truncated("guesses"));
    }
  }

  @Test
  void stepsOutsideAnEpisodeAreRefused() {
    try (GuessingEnvironment game = GuessingEnvironment.of(10, 2)) {
      assertThatThrownBy(() -> game.step(action(1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("step: expected an episode under way, got none");
    }
  }

  @Test
  void theGuessingEnvironmentKeepsTheLaws() {
    try (GuessingEnvironment game = GuessingEnvironment.of(6, 4)) {
      for (long seed = 0; seed < 50; seed++) {
        EnvironmentLaws.all(game, game.vocabularySize(), 10, seed);
      }
    }
  }

  @Test
  void sameSeedCatchesWhatIsLeftOfTheEpisodeBefore() {
    try (Environment forgetful = new CountingEnvironment(new AtomicInteger())) {
      assertThatThrownBy(() -> EnvironmentLaws.sameSeedSameEpisode(forgetful, 3, 4, 1))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("of seed 1 played again");
    }
  }

  @Test
  void sameSeedCatchesWhatIsBoundToAThread() {
    try (Environment bound = new ThreadBoundEnvironment(Thread.currentThread())) {
      assertThatThrownBy(() -> EnvironmentLaws.sameSeedSameEpisode(bound, 3, 4, 1))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("of seed 1 called from several threads: expected [1], got [2]");
    }
  }

  @Test
  void noStepAfterTheEndCatchesAnEnvironmentThatGoesOn() {
    try (Environment endless = new CountingEnvironment(new AtomicInteger())) {
      assertThatThrownBy(() -> EnvironmentLaws.noStepAfterTheEnd(endless, 3, 4, 1))
          .isInstanceOf(AssertionError.class)
          .hasMessage("a step after the end: expected IllegalStateException, got none");
    }
  }

  /** Shows another prompt on threads that are not its own. */
  private record ThreadBoundEnvironment(Thread own) implements Environment {
    @Override
    public ImmutableLongArray reset(long seed) {
      return action(Thread.currentThread() == own ? 1 : 2);
    }

    @Override
    public Step step(ImmutableLongArray action) {
      return new Step(
          ImmutableLongArray.of(), OptionalDouble.empty(), Optional.of(Ending.terminated("done")));
    }

    @Override
    public void close() {}
  }

  /** Ends at every step and counts them all, over all episodes. */
  private record CountingEnvironment(AtomicInteger steps) implements Environment {
    @Override
    public ImmutableLongArray reset(long seed) {
      return ImmutableLongArray.of(0);
    }

    @Override
    public Step step(ImmutableLongArray action) {
      return new Step(
          ImmutableLongArray.of(steps.getAndIncrement()),
          OptionalDouble.empty(),
          Optional.of(Ending.terminated("always")));
    }

    @Override
    public void close() {}
  }
}
