package org.temper.algorithms.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.training.tracker.Tracker;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SchedulesTest {
  private static final Offset<Float> EXACT = within(1e-7f);

  @Test
  void warmupRisesInEqualStepsFromAboveZeroToThePeak() {
    Tracker rate = Schedules.constant(0.4, 3);
    // (u + 1) / 4 of 0.4
    assertThat(rate.getNewValue(0)).isCloseTo(0.1f, EXACT);
    assertThat(rate.getNewValue(1)).isCloseTo(0.2f, EXACT);
    assertThat(rate.getNewValue(2)).isCloseTo(0.3f, EXACT);
    assertThat(rate.getNewValue(3)).isCloseTo(0.4f, EXACT);
    assertThat(rate.getNewValue(1000)).isCloseTo(0.4f, EXACT);
  }

  @Test
  void withoutWarmupTheFirstUpdateHasThePeak() {
    assertThat(Schedules.constant(0.4, 0).getNewValue(0)).isEqualTo(0.4f);
    assertThat(Schedules.cosine(0.4, 0, 0, 10).getNewValue(0)).isEqualTo(0.4f);
    assertThat(Schedules.linear(0.4, 0, 0, 10).getNewValue(0)).isEqualTo(0.4f);
  }

  @Test
  void theCosineReachesItsEndJustAfterTheLastUpdate() {
    Tracker rate = Schedules.cosine(1, 0.1, 2, 10);
    assertThat(rate.getNewValue(2)).isCloseTo(1, EXACT);
    // Half of the 8 updates of decay: the middle between 1 and 0.1.
    assertThat(rate.getNewValue(6)).isCloseTo(0.55f, EXACT);
    // 0.1 + 0.9 · (1 + cos(7π/8)) / 2
    assertThat(rate.getNewValue(9)).isCloseTo(0.1342542f, within(1e-6f));
    assertThat(rate.getNewValue(10)).isCloseTo(0.1f, EXACT);
    assertThat(rate.getNewValue(11)).isCloseTo(0.1f, EXACT);
  }

  @Test
  void theLineReachesItsEndJustAfterTheLastUpdate() {
    Tracker rate = Schedules.linear(1, 0, 2, 10);
    assertThat(rate.getNewValue(2)).isCloseTo(1, EXACT);
    assertThat(rate.getNewValue(6)).isCloseTo(0.5f, EXACT);
    // 1 − 7/8
    assertThat(rate.getNewValue(9)).isCloseTo(0.125f, EXACT);
    assertThat(rate.getNewValue(10)).isCloseTo(0, EXACT);
    assertThat(rate.getNewValue(11)).isCloseTo(0, EXACT);
  }

  @Test
  void messagesNameTheArgument() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedules.constant(0, 0))
        .withMessage("peak: expected a finite number above 0, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedules.constant(1, -1))
        .withMessage("warmup: expected at least 0, got -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedules.cosine(0.1, 0.1, 0, 10))
        .withMessage("end: expected at least 0 and below the peak 0.1, got 0.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedules.linear(0.1, 0, 10, 10))
        .withMessage("updates: expected more than the warmup's 10, got 10");
  }

  @Test
  void aScheduleStatesItsNumbers() {
    assertThat(Schedules.constant(0.4, 3)).hasToString("constant(peak 0.4, warmup 3)");
    assertThat(Schedules.cosine(1, 0.1, 2, 10))
        .hasToString("cosine(peak 1.0, end 0.1, warmup 2, updates 10)");
    assertThat(Schedules.linear(1, 0, 0, 10))
        .hasToString("linear(peak 1.0, end 0.0, warmup 0, updates 10)");
  }
}
