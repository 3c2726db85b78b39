package org.temper.data.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.temper.data.hub.HubException.Reason;

/**
 * A way to try again what failed for now: after 1, 2, 4, 8 seconds, or as many as the server asks
 * for.
 *
 * @param pause how time passes
 * @param progress is told of waits
 */
record Retries(Pause pause, FetchProgress progress) {
  private static final int TRIES = 5;
  private static final long LONGEST_SECONDS = 120;

  /** A passage of time. */
  @FunctionalInterface
  interface Pause {
    /** Lets time pass. */
    void of(Duration time) throws InterruptedException;
  }

  /**
   * Something that may fail.
   *
   * @param <T> what it gives
   */
  @FunctionalInterface
  interface Attempt<T> {
    /** Tries. */
    T run() throws IOException;

    /** Whether the last try got anywhere, so that it is no failure to be counted. */
    default Progress progress() {
      return Progress.NONE;
    }
  }

  /** Whether a try that failed got anywhere. */
  enum Progress {
    NONE,
    SOME
  }

  /**
   * Tries until it succeeds, fails for good, or fails five times in a row and gets nowhere.
   *
   * @param attempt what to try
   * @param <T> what it gives
   * @return what the attempt gave
   * @throws IOException what it failed with
   */
  <T> T call(Attempt<T> attempt) throws IOException {
    for (int failures = 1; ; failures++) {
      try {
        return attempt.run();
      } catch (HubException e) {
        if (attempt.progress() == Progress.SOME) {
          failures = 1;
        }
        if (e.reason() != Reason.TRANSIENT
            || failures >= TRIES
            || e.retryAfter() > LONGEST_SECONDS) {
          throw e;
        }
        await(e, e.retryAfter() >= 0 ? e.retryAfter() : 1L << (failures - 1));
      }
    }
  }

  private void await(HubException failure, long seconds) throws IOException {
    progress.waiting(failure.getMessage() + "; trying again in " + seconds + " s");
    try {
      pause.of(Duration.ofSeconds(seconds));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted between two tries: " + failure.getMessage());
    }
  }
}
