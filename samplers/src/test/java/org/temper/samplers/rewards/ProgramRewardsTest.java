package org.temper.samplers.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.TrajectoryReward;
import org.temper.testkit.EpisodesOf;

@Timeout(60)
class ProgramRewardsTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration SHORT = Duration.ofMillis(500);

  @Test
  void rewardsComeInOrderWhateverTheThreads() {
    List<Integer> tasks = IntStream.range(0, 200).boxed().toList();
    TrajectoryReward<Integer> slowerFirst =
        (task, trajectory) -> {
          if (task % 7 == 0) {
            Thread.sleep(1);
          }
          return task * 0.5;
        };
    double[] expected = tasks.stream().mapToDouble(task -> task * 0.5).toArray();
    for (int threads : new int[] {1, 4, 300}) {
      assertThat(rewards(slowerFirst, LONG, threads, tasks)).containsExactly(expected);
    }
  }

  @Test
  void whatThrowsIsLeftOutAndCountedByKind() {
    TrajectoryReward<Integer> broken =
        (task, trajectory) ->
            switch (task) {
              case 0 -> throw new Exception("checked");
              case 1 -> throw new IllegalStateException("unchecked");
              case 2 -> throw new AssertionError("no error ends a run");
              case 3 -> endless(0);
              case 4 -> Double.NaN;
              case 5 -> Double.POSITIVE_INFINITY;
              case 6 -> throw new IllegalStateException("again");
              default -> task;
            };
    try (ProgramRewards<Integer> program = ProgramRewards.of(broken, LONG, 2)) {
      double[] rewards = program.rewards(upTo(8), trajectories(8));
      double nan = Double.NaN;
      assertThat(rewards).containsExactly(nan, nan, nan, nan, nan, nan, nan, 7);
      assertThat(program.failures()).isEqualTo(new RewardFailures(5, 0, 2));
      assertThat(program.failures().total()).isEqualTo(7);
      assertThat(program.reasons())
          .containsExactly(
              "reward: java.lang.Exception: checked",
              "reward: java.lang.IllegalStateException: unchecked",
              "reward: java.lang.AssertionError: no error ends a run",
              "reward: java.lang.StackOverflowError: null",
              "reward: expected a finite number, got NaN");
    }
  }

  @Test
  void sleepersAreInterruptedAndLeftOut() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(6);
    TrajectoryReward<Integer> sleeping =
        (task, trajectory) -> {
          if (task < 6) {
            try {
              new CountDownLatch(1).await();
            } finally {
              interrupted.countDown();
            }
          }
          return task;
        };
    try (ProgramRewards<Integer> program = ProgramRewards.of(sleeping, SHORT, 2)) {
      // Three times as many as there are threads: each is replaced.
      double[] rewards = program.rewards(upTo(10), trajectories(10));
      double nan = Double.NaN;
      assertThat(rewards).containsExactly(nan, nan, nan, nan, nan, nan, 6, 7, 8, 9);
      assertThat(program.failures()).isEqualTo(new RewardFailures(0, 6, 0));
      assertThat(program.reasons())
          .containsExactly("reward: expected an answer within PT0.5S, got none");
      interrupted.await();
    }
  }

  @Test
  void busyLoopsAreAbandonedAndTheNextBatchIsJudged() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch release = new CountDownLatch(1);
    TrajectoryReward<Integer> looping =
        (task, trajectory) -> {
          threads.add(Thread.currentThread());
          while (task < 3 && release.getCount() > 0) {
            Thread.onSpinWait();
          }
          return task;
        };
    try (ProgramRewards<Integer> program = ProgramRewards.of(looping, Duration.ofSeconds(1), 1)) {
      double nan = Double.NaN;
      assertThat(program.rewards(upTo(5), trajectories(5))).containsExactly(nan, nan, nan, 3, 4);
      assertThat(program.abandonedCalls()).isEqualTo(3);
      assertThat(program.rewards(List.of(8, 9), trajectories(2))).containsExactly(8, 9);
      assertThat(threads).allMatch(Thread::isDaemon);
    } finally {
      release.countDown();
    }
  }

  @Test
  void lateAnswersOfAbandonedCallsAreIgnored() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    TrajectoryReward<Integer> stubborn =
        (task, trajectory) -> {
          while (task == 0 && release.getCount() > 0) {
            Thread.onSpinWait();
          }
          return 1;
        };
    try (ProgramRewards<Integer> program = ProgramRewards.of(stubborn, SHORT, 1)) {
      double[] rewards = program.rewards(List.of(0, 1), trajectories(2));
      release.countDown();
      while (program.abandonedCalls() > 0) {
        Thread.sleep(1);
      }
      assertThat(rewards).containsExactly(Double.NaN, 1);
    }
  }

  @Test
  void anInterruptedCallerStops() {
    TrajectoryReward<Integer> sleeping =
        (task, trajectory) -> {
          new CountDownLatch(1).await();
          return 0;
        };
    try (ProgramRewards<Integer> program = ProgramRewards.of(sleeping, LONG, 2)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> program.rewards(upTo(3), trajectories(3)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("rewards: interrupted while waiting for them");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void nothingIsJudgedWhereThereIsNothing() {
    assertThat(rewards((task, trajectory) -> 1, LONG, 3, List.of())).isEmpty();
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> ProgramRewards.of((task, trajectory) -> 1, Duration.ZERO, 1))
        .hasMessage("limit: expected a duration above 0, got PT0S");
    assertThatThrownBy(() -> ProgramRewards.of((task, trajectory) -> 1, LONG, 0))
        .hasMessage("threads: expected at least 1, got 0");
    ProgramRewards<Integer> program = ProgramRewards.of((task, trajectory) -> 1, LONG, 1);
    assertThatThrownBy(() -> program.rewards(upTo(2), trajectories(3)))
        .hasMessage("trajectories: expected 2, one for each task, got 3");
    program.close();
    assertThatThrownBy(() -> program.rewards(upTo(2), trajectories(2)))
        .hasMessage("rewards: expected an open program, got a closed one");
  }

  private static double[] rewards(
      TrajectoryReward<Integer> reward, Duration limit, int threads, List<Integer> tasks) {
    try (ProgramRewards<Integer> program = ProgramRewards.of(reward, limit, threads)) {
      return program.rewards(tasks, trajectories(tasks.size()));
    }
  }

  private static double endless(double depth) {
    return depth < 0 ? 0 : 1 + endless(depth + 1);
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static List<Trajectory> trajectories(int count) {
    return Collections.nCopies(count, EpisodesOf.tokens(1));
  }
}
