package org.temper.samplers.rewards;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.TrajectoryReward;
import org.temper.samplers.calls.GuardedCalls;
import org.temper.samplers.calls.Outcome;

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
  private static final String LEFT_OUT =
      "An episode is left out, and so will be others of its kind. reward: ";

  private final TrajectoryReward<T> reward;
  private final Duration limit;
  private final int threads;
  private final GuardedCalls<Double> calls;
  private final Map<String, String> reasons = new LinkedHashMap<>();
  private RewardFailures failures = new RewardFailures(0, 0, 0);
  private boolean closed;

  private ProgramRewards(TrajectoryReward<T> reward, Duration limit, int threads) {
    this.reward = reward;
    this.limit = limit;
    this.threads = threads;
    this.calls = GuardedCalls.of("rewards", limit);
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
    List<Outcome<Double>> outcomes = outcomes(tasks, trajectories);
    double[] rewards = new double[outcomes.size()];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = valueOf(outcomes.get(i));
    }
    return rewards;
  }

  private List<Outcome<Double>> outcomes(List<T> tasks, List<Trajectory> trajectories) {
    List<Outcome<Double>> outcomes =
        new ArrayList<>(Collections.nCopies(tasks.size(), new Outcome.TimedOut<>()));
    int next = 0;
    while (next < tasks.size() || calls.pending() > 0) {
      while (next < tasks.size() && calls.pending() < threads) {
        T task = tasks.get(next);
        Trajectory trajectory = trajectories.get(next);
        calls.start(next++, () -> reward.reward(task, trajectory));
      }
      GuardedCalls.Answer<Double> answer = calls.next();
      outcomes.set(answer.id(), answer.outcome());
    }
    return outcomes;
  }

  /** The reward; NaN, and noted, where there is none. */
  private double valueOf(Outcome<Double> outcome) {
    if (outcome instanceof Outcome.Returned<Double> returned) {
      double value = requireNonNull(returned.value());
      if (Double.isFinite(value)) {
        return value;
      }
      failures =
          new RewardFailures(failures.thrown(), failures.timedOut(), failures.notFinite() + 1);
      explain("not finite", "expected a finite number, got " + value);
    } else if (outcome instanceof Outcome.Threw<Double> threw) {
      failures =
          new RewardFailures(failures.thrown() + 1, failures.timedOut(), failures.notFinite());
      String reason = threw.kind() + ": " + threw.message();
      if (isNew(threw.kind(), reason)) {
        threw.warn(LOG, LEFT_OUT + reason);
      }
    } else {
      failures =
          new RewardFailures(failures.thrown(), failures.timedOut() + 1, failures.notFinite());
      explain("limit", "expected an answer within " + limit + ", got none");
    }
    return Double.NaN;
  }

  private void explain(String kind, String reason) {
    if (isNew(kind, reason)) {
      LOG.warn("{}{}", LEFT_OUT, reason);
    }
  }

  private boolean isNew(String kind, String reason) {
    return reasons.putIfAbsent(kind, "reward: " + reason) == null;
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
    return calls.abandoned();
  }

  @Override
  public List<String> reasons() {
    return ImmutableList.copyOf(reasons.values());
  }

  /** Interrupts what was abandoned and still runs; further rewards are refused. */
  @Override
  public void close() {
    closed = true;
    calls.close();
  }
}
