package org.temper.evaluation.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {

  @Test
  void valuesByHand() {
    Attempts attempts = new Attempts(5, 2);
    // 1 − C(3, 2) / C(5, 2) = 1 − 3/10
    assertThat(attempts.anyOf(2)).isCloseTo(0.7, within(1e-15));
    // C(2, 2) / C(5, 2) = 1/10
    assertThat(attempts.eachOf(2)).isCloseTo(0.1, within(1e-15));
    assertThat(attempts.eachOf(3)).isZero();
    assertThat(attempts.anyOf(4)).isEqualTo(1);
  }

  @Test
  void manyAttemptsOverflowNothing() {
    Attempts attempts = new Attempts(1_000_000, 1);
    assertThat(attempts.anyOf(1000)).isCloseTo(1e-3, within(1e-12));
    assertThat(new Attempts(1_000_000, 999_999).eachOf(1000)).isCloseTo(0.999, within(1e-12));
  }

  @Test
  void countsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new Attempts(0, 0)).hasMessage("attempts: expected at least 1, got 0");
    assertThatThrownBy(() -> new Attempts(2, 3)).hasMessage("passed: expected from 0 to 2, got 3");
    assertThatThrownBy(() -> new Attempts(2, 1).anyOf(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("k: expected from 1 to 2, got 3");
    assertThatThrownBy(() -> PassRates.anyOf(List.of(), 1))
        .hasMessage("tasks: expected at least one, got none");
  }
}
