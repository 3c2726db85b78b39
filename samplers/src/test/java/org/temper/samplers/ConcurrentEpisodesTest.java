package org.temper.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableLongArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.Trajectory;

@Timeout(60)
class ConcurrentEpisodesTest {
  private static final int VOCABULARY = 29;
  private static final int ROWS = 16;
  private static final int SLEEPS = 5;
  private static final int HANGS = 11;
  private static final SamplingConfig TURNS =
      SamplingConfig.defaults().withMaxNewTokens(6).withStopTokens(List.of(0L, 1L, 2L));

  @AutoClose private final TinyPolicy policy = new TinyPolicy(VOCABULARY, 64, 3);

  // So long that a test which waits for it fails.
  private final Rollouts rollouts =
      Rollouts.of(policy, TURNS, 4).withStepDeadline(Duration.ofSeconds(50));

  @Test
  void oneThatSleepsAndOneThatHangsCostTheOthersNothing() {
    long[] others =
        LongStream.range(0, ROWS).filter(row -> row != SLEEPS && row != HANGS).toArray();
    List<Trajectory> undisturbed =
        rollouts.play(
            LongStream.of(others).mapToObj(row -> environment(turn -> {})).toList(), others, 8);
    assertThat(undisturbed.stream().map(trajectory -> trajectory.actions().size()).distinct())
        .hasSizeGreaterThan(2);
    List<Environment> environments = new ArrayList<>();
    // The sleeper wakes when all others have ended, so that it could not if they waited for it.
    CountDownLatch ended = new CountDownLatch(others.length);
    for (int row = 0; row < ROWS; row++) {
      environments.add(
          switch (row) {
            case SLEEPS -> environment(turn -> awaitIf(turn == 1, ended));
            case HANGS -> environment(turn -> hangIf(turn == 1));
            default -> new Ended(ended);
          });
    }
    Duration deadline = Duration.ofSeconds(4);
    long start = System.nanoTime();
    List<Trajectory> trajectories = rollouts.withStepDeadline(deadline).play(environments, 8);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(deadline.multipliedBy(3));
    assertThat(LongStream.of(others).mapToObj(row -> trajectories.get((int) row)).toList())
        .isEqualTo(undisturbed);
    assertThat(trajectories.get(SLEEPS).ending().kind()).isNotEqualTo(Ending.Kind.FAILED);
    assertThat(trajectories.get(HANGS).ending())
        .isEqualTo(Ending.failed("step: expected an answer within PT4S, got none"));
    assertThat(trajectories.get(HANGS).actions()).hasSize(1);
  }

  @Test
  void oneThatComesAfterTakesTheRowOfTheFirstThatEnds() {
    List<Trajectory> together = rollouts.play(all(row -> environment(turn -> {})), 8);
    // The first waits until all others have ended, for which one other row has to do.
    CountDownLatch ended = new CountDownLatch(ROWS - 2);
    List<Environment> environments = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      environments.add(
          switch (row) {
            case 0 -> environment(turn -> awaitIf(turn == 1, ended));
            case 3 -> starting(null);
            default -> new Ended(ended);
          });
    }
    Rollouts two =
        Rollouts.of(policy, TURNS.withMaxRows(2), 4).withStepDeadline(Duration.ofSeconds(50));
    List<Trajectory> trajectories = two.play(environments, 8);
    assertThat(trajectories.get(3).ending())
        .isEqualTo(Ending.failed("reset: expected an answer, got null"));
    for (int row = 0; row < ROWS; row++) {
      if (row != 3) {
        assertThat(trajectories.get(row)).isEqualTo(together.get(row));
      }
    }
  }

  @Test
  void severalThatHangTakeOneDeadline() {
    List<Environment> environments = all(row -> environment(turn -> hangIf(row > 0 && turn == 2)));
    long start = System.nanoTime();
    List<Trajectory> trajectories =
        rollouts.withStepDeadline(Duration.ofSeconds(2)).play(environments, 8);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(trajectories.stream().filter(ConcurrentEpisodesTest::failed))
        .hasSizeGreaterThan(5)
        .allMatch(trajectory -> trajectory.actions().size() == 2);
  }

  @Test
  void episodesStartBesideOneAnother() {
    // Nobody passes before all are there.
    CyclicBarrier all = new CyclicBarrier(ROWS);
    List<Trajectory> trajectories =
        rollouts.play(
            all(
                row ->
                    environment(
                        turn -> {
                          if (turn == 0) {
                            all.await();
                          }
                        })),
            8);
    assertThat(trajectories).noneMatch(ConcurrentEpisodesTest::failed);
    assertThat(trajectories).isEqualTo(rollouts.play(all(row -> environment(turn -> {})), 8));
  }

  @Test
  void oneThatDoesNotStartIsInterruptedAndCostsTheOthersItsDeadlineAlone()
      throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    Environment hanging =
        environment(
            turn -> {
              try {
                new CountDownLatch(1).await();
              } finally {
                interrupted.countDown();
              }
            });
    List<Trajectory> trajectories =
        rollouts
            .withStepDeadline(Duration.ofSeconds(2))
            .play(List.of(hanging, environment(turn -> {})), 8);
    assertThat(trajectories.get(0).ending())
        .isEqualTo(Ending.failed("reset: expected an answer within PT2S, got none"));
    assertThat(trajectories.get(0).tokens().isEmpty()).isTrue();
    assertThat(trajectories.get(1).actions()).isNotEmpty();
    interrupted.await();
  }

  @Test
  void whateverAnEnvironmentDoesItsOwnEpisodeFailsAlone() {
    for (Environment broken :
        List.of(
            answering(() -> null),
            answering(() -> step(null, OptionalDouble.empty(), Optional.empty())),
            answering(() -> step(ImmutableLongArray.of(), null, Optional.empty())),
            answering(() -> step(ImmutableLongArray.of(), OptionalDouble.empty(), null)),
            answering(
                () -> {
                  throw new AssertionError("an error");
                }),
            answering(() -> endless(0)),
            answering(
                () -> {
                  throw new Unreadable();
                }))) {
      List<Trajectory> trajectories = rollouts.play(List.of(broken, environment(turn -> {})), 8);
      assertThat(trajectories.get(0).actions()).hasSize(1);
      assertThat(trajectories.get(0).ending().kind()).isEqualTo(Ending.Kind.FAILED);
      assertThat(trajectories.get(0).ending().reason())
          .isIn(
              "step: expected an answer, got null",
              "step: expected an observation, a reward and an ending, got a null in "
                  + "Step[observation=null, reward=OptionalDouble.empty, ending=Optional.empty]",
              "step: expected an observation, a reward and an ending, got a null in "
                  + "Step[observation=[], reward=null, ending=Optional.empty]",
              "step: expected an observation, a reward and an ending, got a null in "
                  + "Step[observation=[], reward=OptionalDouble.empty, ending=null]",
              "an error",
              "StackOverflowError",
              "Unreadable");
      assertThat(trajectories.get(1))
          .isEqualTo(rollouts.play(List.of(environment(turn -> {})), new long[] {1}, 8).get(0));
    }
  }

  @Test
  void aPromptThatIsNullOrTooLongFailsItsOwnEpisodeAlone() {
    List<Trajectory> trajectories =
        rollouts.play(List.of(starting(null), starting(new long[65]), environment(turn -> {})), 8);
    assertThat(trajectories.get(0).ending())
        .isEqualTo(Ending.failed("reset: expected an answer, got null"));
    assertThat(trajectories.get(1).ending())
        .isEqualTo(Ending.failed("prompt: expected at most 64 tokens, got 65"));
    assertThat(trajectories.get(2).actions()).isNotEmpty();
  }

  @Test
  void aPolicyThatFailsEndsTheRunAndLeavesNoCallBehind() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Environment thinks =
        environment(
            turn -> {
              if (turn > 0) {
                asked.countDown();
                try {
                  new CountDownLatch(1).await();
                } finally {
                  interrupted.countDown();
                }
              }
            });
    Environment breaks =
        answering(
            () -> {
              asked.await();
              policy.broken = true;
              return step(ImmutableLongArray.of(5), OptionalDouble.empty(), Optional.empty());
            });
    List<Environment> environments = List.of(thinks, breaks);
    assertThatThrownBy(() -> rollouts.play(environments, 8))
        .hasMessage("logits: expected a policy that is whole, got a broken one");
    interrupted.await();
  }

  @Test
  void anInterruptedCallerStops() {
    List<Environment> environments = List.of(environment(turn -> hangIf(true)));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> rollouts.play(environments, 8))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("environments: interrupted while waiting for them");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void rowsThatWaitForTheSlowestMoveInStep() {
    List<Trajectory> quick = rollouts.play(all(row -> environment(turn -> {})), 8);
    Rollouts inStep = rollouts.withPatience(rollouts.stepDeadline());
    assertThat(inStep.play(all(row -> environment(turn -> Thread.sleep(row))), 8)).isEqualTo(quick);
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> rollouts.withStepDeadline(Duration.ZERO))
        .hasMessage("stepDeadline: expected a duration above 0, got PT0S");
    assertThatThrownBy(() -> rollouts.withPatience(Duration.ofMillis(-1)))
        .hasMessage("patience: expected a duration of at least 0, got PT-0.001S");
    Environment one = environment(turn -> {});
    assertThatThrownBy(() -> rollouts.play(List.of(one, one), 8))
        .hasMessage(
            "environments[1]: expected one for each episode, got one that is there already");
    assertThatThrownBy(() -> rollouts.play(List.of(one), new long[] {1, 2}, 8))
        .hasMessage("streams: expected 1, one for each of the environments, got 2");
  }

  private static boolean failed(Trajectory trajectory) {
    return trajectory.ending().kind() == Ending.Kind.FAILED;
  }

  private static List<Environment> all(Function<Integer, Environment> maker) {
    return IntStream.range(0, ROWS).boxed().map(maker).toList();
  }

  private static Environment environment(PacedEnvironment.Pause pause) {
    return new PacedEnvironment(VOCABULARY, pause);
  }

  private static void hangIf(boolean hangs) throws InterruptedException {
    awaitIf(hangs, new CountDownLatch(1));
  }

  private static void awaitIf(boolean waits, CountDownLatch latch) throws InterruptedException {
    if (waits) {
      latch.await();
    }
  }

  private static Environment starting(long @Nullable [] prompt) {
    return new Environment() {
      @Override
      @SuppressWarnings("NullAway") // what a user's own environment may do
      public ImmutableLongArray reset(long seed) {
        return prompt == null ? null : ImmutableLongArray.copyOf(prompt);
      }

      @Override
      public Step step(ImmutableLongArray action) {
        throw new AssertionError("never started");
      }

      @Override
      public void close() {}
    };
  }

  private interface Answer {
    Environment.@Nullable Step give() throws InterruptedException;
  }

  private static Environment answering(Answer answer) {
    return new Environment() {
      @Override
      public ImmutableLongArray reset(long seed) {
        return ImmutableLongArray.of(7);
      }

      @Override
      @SuppressWarnings("NullAway") // what a user's own environment may do
      public Step step(ImmutableLongArray action) {
        try {
          return answer.give();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void close() {}
    };
  }

  @SuppressWarnings({"NullAway", "NullableOptional"}) // what a user's own environment may do
  private static Environment.Step step(
      @Nullable ImmutableLongArray observation,
      @Nullable OptionalDouble reward,
      @Nullable Optional<Ending> ending) {
    return new Environment.Step(observation, reward, ending);
  }

  private static Environment.@Nullable Step endless(int depth) {
    return depth < 0 ? null : endless(depth + 1 - depth % 2);
  }

  /** Tells a latch when its episode has ended, by its own end or at the most turns. */
  private static final class Ended implements Environment {
    private final Environment environment = environment(turn -> {});
    private final CountDownLatch ended;
    private int turns;

    Ended(CountDownLatch ended) {
      this.ended = ended;
    }

    @Override
    public ImmutableLongArray reset(long seed) {
      return environment.reset(seed);
    }

    @Override
    public Step step(ImmutableLongArray action) {
      Step step = environment.step(action);
      if (step.ending().isPresent() || ++turns == 4) {
        ended.countDown();
      }
      return step;
    }

    @Override
    public void close() {}
  }

  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("even this fails");
    }
  }
}
