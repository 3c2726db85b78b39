package org.temper.samplers.rewards;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.TrajectoryReward;

/**
 * Rewards by a program that may be broken. A call that throws anything, an {@link Error} included,
 * that returns NaN or an infinite number, or that takes longer than its limit, gives NaN: the
 * episode is left out, the failure is counted, and the first of each kind is logged with its
 * reason.
 *
 * <p><b>Programs that hang.</b> Java cannot stop a thread. A call that exceeds its limit is
 * interrupted, abandoned together with its thread, and a new thread takes its place, so that any
 * number of hanging calls delays a batch by at most their limits, shared among the threads. What
 * blocks ends at the interrupt; a loop that never looks at it goes on and costs a core until the
 * program ends, which no abandoned thread prevents, since all of them are daemons. Where code is
 * not trusted, run it in a process of its own and let the reward wait for that.
 *
 * <p>Rewards come in the order of the episodes, and do not depend on the number of threads, limits
 * apart. A call's limit starts when the call does, not when the batch does.
 *
 * @param <T> what a task is
 */
public final class ProgramRewards<T> implements RewardSource<T>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProgramRewards.class);

  private final TrajectoryReward<T> reward;
  private final Duration limit;
  private final int threads;
  private final Map<String, String> reasons = new LinkedHashMap<>();
  private final AbandonedThreads abandoned = new AbandonedThreads();
  private RewardFailures failures = new RewardFailures(0, 0, 0);
  private boolean closed;

  private ProgramRewards(TrajectoryReward<T> reward, Duration limit, int threads) {
    this.reward = reward;
    this.limit = limit;
    this.threads = threads;
  }

  /**
   * A guarded program.
   *
   * @param reward the program; called by several threads at once where there are several
   * @param limit the longest that one call may take, above 0
   * @param threads how many calls are made at once, at least 1
   * @param <T> what a task is
   * @return the rewards, to be closed by the caller
   * @throws IllegalArgumentException if the limit is not above 0, or {@code threads} is below 1
   */
  public static <T> ProgramRewards<T> of(TrajectoryReward<T> reward, Duration limit, int threads) {
    checkArgument(
        !limit.isZero() && !limit.isNegative(),
        "limit: expected a duration above 0, got %s",
        limit);
    checkArgument(threads >= 1, "threads: expected at least 1, got %s", threads);
    return new ProgramRewards<>(reward, limit, threads);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if this is closed, or the calling thread is interrupted while it
   *     waits
   */
  @Override
  public double[] rewards(List<T> tasks, List<Trajectory> trajectories) {
    checkState(!closed, "rewards: expected an open program, got a closed one");
    OneEach.check(tasks, trajectories);
    GuardedCalls calls =
        new GuardedCalls(
            index -> reward.reward(tasks.get(index), trajectories.get(index)),
            tasks.size(),
            limit,
            abandoned);
    List<GuardedCalls.Outcome> outcomes = calls.run(threads);
    double[] rewards = new double[outcomes.size()];
    Arrays.fill(rewards, Double.NaN);
    for (int i = 0; i < rewards.length; i++) {
      GuardedCalls.Outcome outcome = outcomes.get(i);
      if (outcome instanceof GuardedCalls.Returned returned && Double.isFinite(returned.value())) {
        rewards[i] = returned.value();
      } else {
        record(outcome);
      }
    }
    return rewards;
  }

  private void record(GuardedCalls.Outcome outcome) {
    if (outcome instanceof GuardedCalls.Threw threw) {
      failures =
          new RewardFailures(failures.thrown() + 1, failures.timedOut(), failures.notFinite());
      Throwable cause = threw.cause();
      String kind = cause.getClass().getName();
      explain(kind, kind + ": " + cause.getMessage(), cause);
    } else if (outcome instanceof GuardedCalls.Returned returned) {
      failures =
          new RewardFailures(failures.thrown(), failures.timedOut(), failures.notFinite() + 1);
      explain("not finite", "expected a finite number, got " + returned.value(), null);
    } else {
      failures =
          new RewardFailures(failures.thrown(), failures.timedOut() + 1, failures.notFinite());
      explain("limit", "expected an answer within " + limit + ", got none", null);
    }
  }

  private void explain(String kind, String reason, @Nullable Throwable cause) {
    if (reasons.putIfAbsent(kind, "reward: " + reason) == null) {
      LOG.warn(
          "An episode is left out, and so will be others of its kind. reward: {}", reason, cause);
    }
  }

  /**
   * How often the program gave no reward so far.
   *
   * @return the counts by kind
   */
  public RewardFailures failures() {
    return failures;
  }

  /**
   * How many calls were abandoned and still run.
   *
   * @return the count, at least 0
   */
  public int abandonedCalls() {
    return abandoned.alive();
  }

  @Override
  public List<String> reasons() {
    return ImmutableList.copyOf(reasons.values());
  }

  /** Interrupts what was abandoned and still runs; further rewards are refused. */
  @Override
  public void close() {
    closed = true;
    abandoned.interrupt();
  }
}
