package org.temper.samplers.rewards;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls that may throw or hang, made by a few threads, each with a limit of its own. */
final class GuardedCalls {
  private final Call call;
  private final long limitNanos;
  private final AbandonedThreads abandoned;
  private final @Nullable Outcome[] outcomes;
  private final List<Worker> workers = new ArrayList<>();
  private int next;
  private int done;

  GuardedCalls(Call call, int count, Duration limit, AbandonedThreads abandoned) {
    this.call = call;
    this.outcomes = new Outcome[count];
    this.limitNanos = saturatedNanos(limit);
    this.abandoned = abandoned;
  }

  /** What is called. */
  @FunctionalInterface
  interface Call {
    double answer(int index) throws Exception;
  }

  /** How a call went. */
  sealed interface Outcome {}

  record Returned(double value) implements Outcome {}

  record Threw(Throwable cause) implements Outcome {}

  record TimedOut() implements Outcome {}

  /** Makes the calls; returns when each has answered, thrown or been given up. */
  synchronized List<Outcome> run(int threads) {
    for (int i = 0; i < Math.min(threads, outcomes.length); i++) {
      startWorker();
    }
    try {
      while (done < outcomes.length) {
        wait(millisToNextLimit());
        abandonLateWorkers();
      }
    } catch (InterruptedException e) {
      next = outcomes.length;
      List.copyOf(workers).forEach(this::giveUp);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("rewards: interrupted while waiting for them", e);
    }
    List<Outcome> all = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      all.add(requireNonNull(outcome));
    }
    return all;
  }

  private void startWorker() {
    Worker worker = new Worker();
    workers.add(worker);
    worker.thread.start();
  }

  private void abandonLateWorkers() {
    long now = System.nanoTime();
    for (Worker worker : List.copyOf(workers)) {
      if (worker.index >= 0 && now - worker.startNanos >= limitNanos) {
        settle(worker.index, new TimedOut());
        giveUp(worker);
        if (next < outcomes.length) {
          startWorker();
        }
      }
    }
  }

  private void giveUp(Worker worker) {
    workers.remove(worker);
    abandoned.add(worker.thread);
  }

  private long millisToNextLimit() {
    long now = System.nanoTime();
    long nanos = limitNanos;
    for (Worker worker : workers) {
      if (worker.index >= 0) {
        nanos = Math.min(nanos, limitNanos - (now - worker.startNanos));
      }
    }
    // One more than needed, for what is rounded off and since 0 would mean for ever.
    return Math.max(0, nanos) / 1_000_000 + 1;
  }

  private void settle(int index, Outcome outcome) {
    outcomes[index] = outcome;
    done++;
    if (done == outcomes.length) {
      notifyAll();
    }
  }

  /** Hands a worker its next call and takes what its last gave; false where it is to end. */
  private synchronized boolean proceed(Worker worker, @Nullable Outcome outcome) {
    if (!workers.contains(worker)) {
      return false;
    }
    if (outcome != null) {
      settle(worker.index, outcome);
    }
    worker.index = -1;
    if (next == outcomes.length) {
      workers.remove(worker);
      return false;
    }
    worker.index = next++;
    worker.startNanos = System.nanoTime();
    return true;
  }

  private static long saturatedNanos(Duration limit) {
    return limit.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : limit.toNanos();
  }

  private final class Worker implements Runnable {
    private final Thread thread = new Thread(this, "reward");
    private int index = -1;
    private long startNanos;

    Worker() {
      thread.setDaemon(true);
    }

    @Override
    public void run() {
      Outcome outcome = null;
      while (proceed(this, outcome)) {
        outcome = answer(index);
      }
    }

    // Whatever a program throws, an exhausted stack included, is its own failure alone.
    private Outcome answer(int called) {
      try {
        return new Returned(call.answer(called));
      } catch (Throwable e) {
        return new Threw(e);
      }
    }
  }
}
