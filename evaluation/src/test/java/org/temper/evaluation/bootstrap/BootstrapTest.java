package org.temper.evaluation.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  @Test
  void theEndsArePercentiles() {
    double[] next = {0};
    BootstrapInterval interval =
        new Bootstrap(101, 0.9, 1).interval(7, "count", random -> next[0]++);
    // Of 0 to 100, the shares .05 and .95.
    assertThat(interval.estimate()).isEqualTo(7);
    assertThat(interval.lower()).isCloseTo(5, within(1e-9));
    assertThat(interval.upper()).isCloseTo(95, within(1e-9));
  }

  @Test
  void valuesThatAreNotDefinedAreDrawnAgain() {
    int[] draws = {0};
    BootstrapInterval interval =
        new Bootstrap(100, 0.5, 1)
            .interval(1, "every other", random -> draws[0]++ % 2 == 0 ? Double.NaN : 1);
    assertThat(interval).isEqualTo(new BootstrapInterval(1, 1, 1));
    assertThat(draws[0]).isEqualTo(200);
  }

  @Test
  void anEstimateThatIsNotDefinedHasNoIntervalAndDrawsNothing() {
    BootstrapInterval interval =
        Bootstrap.of(1)
            .interval(
                Double.NaN,
                "none",
                random -> {
                  throw new AssertionError("drawn");
                });
    assertThat(interval.lower()).isNaN();
    assertThat(interval.upper()).isNaN();
  }

  @Test
  void asManyAreDrawnAsThereAre() {
    int[] times = Bootstrap.drawn(1000, new SplittableRandom(4));
    assertThat(Arrays.stream(times).sum()).isEqualTo(1000);
    // Each is left out with the probability 1/e.
    assertThat(Arrays.stream(times).filter(t -> t == 0).count()).isBetween(320L, 415L);
  }

  @Test
  void valuesOutOfTheirRangesAreRefused() {
    assertThatThrownBy(() -> new Bootstrap(99, 0.95, 1))
        .hasMessage("resamples: expected at least 100, got 99");
    for (double wrong : new double[] {0, 1, Double.NaN}) {
      assertThatThrownBy(() -> new Bootstrap(100, wrong, 1))
          .hasMessage("confidence: expected above 0 and below 1, got " + wrong);
    }
  }
}
