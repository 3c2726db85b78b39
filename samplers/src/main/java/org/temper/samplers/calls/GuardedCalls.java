package org.temper.samplers.calls;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls of programs that may throw or hang, each made at once, on a thread of its own and with a
 * limit of its own. Answers come in the order in which they are given.
 *
 * <p>Java cannot stop a thread. A call that exceeds its limit is interrupted and abandoned together
 * with its thread: what blocks ends at the interrupt; a loop that never looks at it goes on and
 * costs a core until the Java virtual machine ends, which no abandoned thread prevents, since all
 * of them are daemons. Whatever an abandoned call returns later is dropped.
 *
 * <p>One thread starts calls and takes answers. Late calls are found whenever it asks for an
 * answer.
 *
 * @param <T> what the programs return
 */
public final class GuardedCalls<T> implements AutoCloseable {
  // Shared, so that a thread made for one call serves later ones; idle ones end after a minute.
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          new ThreadFactoryBuilder().setNameFormat("guarded-call-%d").setDaemon(true).build());

  private final String name;
  private final Duration limit;
  private final Set<Call> running = new LinkedHashSet<>();
  private final Set<Call> abandoned = new LinkedHashSet<>();
  private final Queue<Answer<T>> answers = new ArrayDeque<>();
  private boolean closed;

  /**
   * How one call went.
   *
   * @param id what the call was started as
   * @param outcome how it went
   * @param <T> what the program returns
   */
  public record Answer<T>(int id, Outcome<T> outcome) {}

  private GuardedCalls(String name, Duration limit) {
    this.name = name;
    this.limit = limit;
  }

  /**
   * Calls, none of them started yet.
   *
   * @param name what is called, in the plural: begins messages
   * @param limit the longest that one call may take, above 0
   * @param <T> what the programs return
   * @return the calls, to be closed by the caller
   */
  public static <T> GuardedCalls<T> of(String name, Duration limit) {
    return new GuardedCalls<>(name, checkLimit("limit", limit));
  }

  /**
   * Checks that calls could be made with a limit.
   *
   * @param argument what the limit is called in the message
   * @param limit a limit
   * @return the limit
   * @throws IllegalArgumentException if it is not above 0
   */
  public static Duration checkLimit(String argument, Duration limit) {
    checkArgument(
        !limit.isZero() && !limit.isNegative(),
        "%s: expected a duration above 0, got %s",
        argument,
        limit);
    return limit;
  }

  /**
   * Starts a call.
   *
   * @param id names the call in its answer
   * @param program what is called
   * @throws IllegalStateException if this is closed
   */
  public synchronized void start(int id, Callable<T> program) {
    checkState(!closed, "%s: expected to be open, got closed", name);
    Call call = new Call(id, program);
    running.add(call);
    THREADS.execute(call);
  }

  /**
   * The calls whose answers were not taken yet.
   *
   * @return how many
   */
  public synchronized int pending() {
    return running.size() + answers.size();
  }

  /**
   * Waits for an answer; that a call has exceeded its limit is one.
   *
   * @return the earliest answer that was not taken yet
   * @throws IllegalStateException if no call is pending, or the thread is interrupted while it
   *     waits, which abandons all calls
   */
  public Answer<T> next() {
    checkState(pending() > 0, "%s: expected a call that is pending, got none", name);
    return next(ChronoUnit.FOREVER.getDuration()).orElseThrow();
  }

  /**
   * Waits a while for an answer; that a call has exceeded its limit is one.
   *
   * @param wait the longest to wait; zero or less not to wait at all
   * @return the earliest answer that was not taken yet, if there is any
   * @throws IllegalStateException if the thread is interrupted while it waits, which abandons all
   *     calls
   */
  public synchronized Optional<Answer<T>> next(Duration wait) {
    long start = System.nanoTime();
    long most = saturatedNanos(wait);
    try {
      while (true) {
        long left = Math.min(most - (System.nanoTime() - start), abandonLateCalls());
        if (!answers.isEmpty() || running.isEmpty() || left <= 0) {
          return Optional.ofNullable(answers.poll());
        }
        // One more than needed, for what is rounded off and since 0 would mean for ever.
        wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      }
    } catch (InterruptedException e) {
      abandonAll();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(name + ": interrupted while waiting for them", e);
    }
  }

  /**
   * The calls that were abandoned and still run.
   *
   * @return how many
   */
  public synchronized int abandoned() {
    return abandoned.size();
  }

  /** Abandons all calls, and interrupts those abandoned before once more; refuses further ones. */
  @Override
  public synchronized void close() {
    closed = true;
    abandonAll();
    abandoned.forEach(Call::interrupt);
  }

  private void abandonAll() {
    List.copyOf(running).forEach(this::abandon);
    answers.clear();
  }

  /** Abandons calls that exceed the limit; tells for how long no other will. */
  private long abandonLateCalls() {
    long now = System.nanoTime();
    long most = saturatedNanos(limit);
    long left = most;
    for (Call call : List.copyOf(running)) {
      long leftToCall = most - (now - call.startNanos);
      if (leftToCall > 0) {
        left = Math.min(left, leftToCall);
      } else {
        abandon(call);
        answers.add(new Answer<>(call.id, new Outcome.TimedOut<>()));
      }
    }
    return left;
  }

  private void abandon(Call call) {
    running.remove(call);
    abandoned.add(call);
    call.interrupt();
  }

  private synchronized boolean begin(Call call) {
    if (!running.contains(call)) {
      abandoned.remove(call);
      return false;
    }
    call.thread = Thread.currentThread();
    return true;
  }

  private synchronized void end(Call call, Outcome<T> outcome) {
    abandoned.remove(call);
    if (running.remove(call)) {
      answers.add(new Answer<>(call.id, outcome));
      notifyAll();
    }
  }

  private static long saturatedNanos(Duration duration) {
    return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0
        ? Long.MAX_VALUE
        : duration.toNanos();
  }

  private final class Call implements Runnable {
    private final int id;
    private final Callable<T> program;
    private final long startNanos = System.nanoTime();
    private @Nullable Thread thread;

    Call(int id, Callable<T> program) {
      this.id = id;
      this.program = program;
    }

    void interrupt() {
      if (thread != null) {
        thread.interrupt();
      }
    }

    @Override
    public void run() {
      if (begin(this)) {
        end(this, outcome());
      }
    }

    // Whatever a program throws, an exhausted stack included, is its own failure alone.
    private Outcome<T> outcome() {
      try {
        return new Outcome.Returned<>(program.call());
      } catch (Throwable e) {
        return new Outcome.Threw<>(e);
      }
    }
  }
}
