package org.temper.samplers.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GuardedCallsTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration SHORT = Duration.ofMillis(200);

  @Test
  void answersComeInTheOrderInWhichTheyAreGiven() {
    CountDownLatch second = new CountDownLatch(1);
    try (GuardedCalls<String> calls = GuardedCalls.of("words", LONG)) {
      calls.start(
          7,
          () -> {
            second.await();
            return "first";
          });
      calls.start(8, () -> "second");
      assertThat(calls.pending()).isEqualTo(2);
      assertThat(calls.next())
          .isEqualTo(new GuardedCalls.Answer<>(8, new Outcome.Returned<>("second")));
      assertThat(calls.next(Duration.ofMillis(1))).isEmpty();
      second.countDown();
      assertThat(calls.next())
          .isEqualTo(new GuardedCalls.Answer<>(7, new Outcome.Returned<>("first")));
      assertThat(calls.pending()).isZero();
      assertThat(calls.next(LONG)).isEmpty();
    }
  }

  @Test
  void everyFailureIsAnAnswer() {
    try (GuardedCalls<String> calls = GuardedCalls.of("words", LONG)) {
      for (Throwable cause :
          List.of(new Exception("checked"), new AssertionError("error"), new Unreadable())) {
        calls.start(
            0,
            () -> {
              if (cause instanceof Error error) {
                throw error;
              }
              throw (Exception) cause;
            });
        Outcome.Threw<String> threw = (Outcome.Threw<String>) calls.next().outcome();
        assertThat(threw.cause()).isSameAs(cause);
        assertThat(threw.kind()).isEqualTo(cause.getClass().getName());
        assertThat(threw.message())
            .isEqualTo(cause instanceof Unreadable ? null : cause.getMessage());
      }
      calls.start(0, () -> null);
      assertThat(calls.next().outcome()).isEqualTo(new Outcome.Returned<String>(null));
    }
  }

  @Test
  void lateCallsAreInterruptedAndWhatTheyReturnIsDropped() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (GuardedCalls<String> calls = GuardedCalls.of("words", SHORT)) {
      calls.start(
          3,
          () -> {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              interrupted.countDown();
            }
            release.await();
            return "late";
          });
      assertThat(calls.next())
          .isEqualTo(new GuardedCalls.Answer<>(3, new Outcome.TimedOut<String>()));
      interrupted.await();
      assertThat(calls.abandoned()).isEqualTo(1);
      release.countDown();
      while (calls.abandoned() > 0) {
        Thread.sleep(1);
      }
      assertThat(calls.pending()).isZero();
      // The thread that was interrupted takes calls again, and is not interrupted any more.
      calls.start(
          4,
          () -> {
            Thread.sleep(1);
            return "next";
          });
      assertThat(calls.next().outcome()).isEqualTo(new Outcome.Returned<>("next"));
    }
  }

  @Test
  void anyNumberOfHangingCallsTakesOneLimit() {
    long start = System.nanoTime();
    try (GuardedCalls<String> calls = GuardedCalls.of("words", Duration.ofSeconds(1))) {
      for (int i = 0; i < 30; i++) {
        calls.start(
            i,
            () -> {
              new CountDownLatch(1).await();
              return "never";
            });
      }
      List<Integer> late = new ArrayList<>();
      while (calls.pending() > 0) {
        late.add(calls.next().id());
      }
      assertThat(late).hasSize(30).doesNotHaveDuplicates();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void aClosedOneInterruptsItsCallsAndRefusesOthers() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    GuardedCalls<String> calls = GuardedCalls.of("words", LONG);
    calls.start(
        0,
        () -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            interrupted.countDown();
          }
          return "never";
        });
    started.await();
    calls.close();
    interrupted.await();
    assertThat(calls.next(LONG)).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> calls.start(1, () -> "x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("words: expected to be open, got closed");
  }

  @Test
  void anInterruptedCallerAbandonsAll() {
    try (GuardedCalls<String> calls = GuardedCalls.of("words", LONG)) {
      calls.start(
          0,
          () -> {
            new CountDownLatch(1).await();
            return "never";
          });
      Thread.currentThread().interrupt();
      assertThatThrownBy(calls::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("words: interrupted while waiting for them");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(calls.pending()).isZero();
      assertThatThrownBy(calls::next)
          .hasMessage("words: expected a call that is pending, got none");
    }
  }

  @Test
  void wrongLimitsAreNamed() {
    assertThatThrownBy(() -> GuardedCalls.of("words", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit: expected a duration above 0, got PT0S");
    // Longer than nanoseconds can count.
    try (GuardedCalls<String> calls = GuardedCalls.of("words", Duration.ofDays(200_000))) {
      calls.start(0, () -> "x");
      assertThat(calls.next().outcome()).isEqualTo(new Outcome.Returned<>("x"));
    }
  }

  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("even this fails");
    }
  }
}
