package org.temper.evaluation.calibration.binning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ShareIntervalTest {

  /** Newcombe 1998, table I, method 3: 81 of 263, 15 of 148, 0 of 20 and 1 of 29. */
  @Test
  void intervalsAreAsPublished() {
    assertInterval(81, 263, 0.2553, 0.3662);
    assertInterval(15, 148, 0.0624, 0.1605);
    assertInterval(0, 20, 0, 0.1611);
    assertInterval(1, 29, 0.0061, 0.1718);
  }

  private static void assertInterval(int hits, int count, double lower, double upper) {
    ShareInterval interval = ShareInterval.of((double) hits / count, count);
    assertThat(interval.lower()).isCloseTo(lower, within(5e-5));
    assertThat(interval.upper()).isCloseTo(upper, within(5e-5));
  }

  @Test
  void theEndsStayWithinTheShares() {
    assertThat(ShareInterval.of(1, 1).upper()).isEqualTo(1);
    assertThat(ShareInterval.of(0, 1).lower()).isZero();
    assertThatThrownBy(() -> ShareInterval.of(0.5, 0))
        .hasMessage("count: expected at least 1, got 0");
  }
}
