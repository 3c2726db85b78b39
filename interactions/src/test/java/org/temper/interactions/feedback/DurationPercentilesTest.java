package org.temper.interactions.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableDoubleArray;
import org.junit.jupiter.api.Test;
import org.temper.interactions.InteractionLog;

class DurationPercentilesTest {

  /**
   * Durations from 1 to 1000: three buckets of a power of ten each, of which the middle is empty.
   */
  private static final InteractionLog LOG =
      InteractionLog.builder("watch", "length")
          .add("a", "x", 1, 1, 1)
          .add("a", "y", 2, 2, 5)
          .add("b", "y", 3, 2, 5)
          .add("b", "x", 4, 5, 9)
          .add("c", "z", 5, 300, 900)
          .add("d", "z", 6, 500, 1000)
          .build(0);

  private static final DurationPercentiles PERCENTILES =
      DurationPercentiles.fit(LOG, "watch", "length", 3);

  @Test
  void aWatchTimeIsComparedWithThoseOfLikeDurations() {
    // Among 1, 2, 2, 5: one below 2 and two equal, so (1 + 2 / 2) / 4.
    assertThat(PERCENTILES.percentile(2, 4)).isEqualTo(0.5);
    assertThat(PERCENTILES.percentile(5, 9.9)).isEqualTo(3.5 / 4);
    assertThat(PERCENTILES.percentile(0, 3)).isZero();
    assertThat(PERCENTILES.percentile(6, 3)).isEqualTo(1);
    // Among 300 and 500.
    assertThat(PERCENTILES.percentile(400, 500)).isEqualTo(0.5);
  }

  @Test
  void otherDurationsBelongToTheNearestBucket() {
    assertThat(PERCENTILES.percentile(2, 0.01)).isEqualTo(0.5);
    assertThat(PERCENTILES.percentile(400, 1e9)).isEqualTo(0.5);
    // The empty bucket is as near to the first as to the last.
    assertThat(PERCENTILES.percentile(2, 50)).isEqualTo(0.5);
  }

  @Test
  void allDurationsMayBeTheSame() {
    InteractionLog same = LOG.between(2, 4);
    assertThat(DurationPercentiles.fit(same, "watch", "length", 3).percentile(2, 5)).isEqualTo(0.5);
  }

  @Test
  void aLogGetsAColumnOfPercentiles() {
    InteractionLog log = PERCENTILES.addTo(LOG, "watch", "length", "percentile");
    assertThat(log.events().feedback("percentile"))
        .isEqualTo(ImmutableDoubleArray.of(0.125, 0.5, 0.5, 0.875, 0.25, 0.75));
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> DurationPercentiles.fit(LOG, "watch", "length", 0))
        .hasMessage("buckets: expected at least 1, got 0");
    assertThatThrownBy(() -> DurationPercentiles.fit(LOG.between(0, 1), "watch", "length", 1))
        .hasMessage("log: expected at least one event, got none");
    assertThatThrownBy(() -> PERCENTILES.percentile(1, 0))
        .hasMessage("duration: expected a finite number above 0, got 0.0");
    assertThatThrownBy(() -> PERCENTILES.percentile(Double.NaN, 1))
        .hasMessage("watchTime: expected a finite number, got NaN");
    assertThatThrownBy(() -> DurationPercentiles.fit(LOG, "watch", "size", 1))
        .hasMessage("column: expected one of [watch, length], got size");
  }
}
