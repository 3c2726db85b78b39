package org.temper.evaluation.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.temper.evaluation.bootstrap.Bootstrap;
import org.temper.evaluation.bootstrap.BootstrapInterval;

class CalibrationBootstrapTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(500, 0.95, 7);

  private static CalibrationData data(int size, double bend) {
    Random random = new Random(11);
    CalibrationData.Builder builder = CalibrationData.builder();
    for (int i = 0; i < size; i++) {
      double chance = random.nextDouble();
      builder.add(Math.pow(chance, bend), random.nextDouble() < chance ? 1 : 0);
    }
    return builder.build();
  }

  @Test
  void theIntervalOfAShareIsTheNormalOne() {
    CalibrationData data = data(2000, 1);
    CalibrationMetric accuracy = CalibrationMetrics.named("accuracy");
    BootstrapInterval interval = CalibrationBootstrap.interval(BOOTSTRAP, data, accuracy);
    double share = accuracy.of(data);
    double half = 1.96 * Math.sqrt(share * (1 - share) / 2000);
    assertThat(interval.estimate()).isEqualTo(share);
    assertThat(interval.lower()).isCloseTo(share - half, within(0.004));
    assertThat(interval.upper()).isCloseTo(share + half, within(0.004));
  }

  @Test
  void theSameSeedGivesTheSameIntervalAndAnotherAnother() {
    CalibrationData data = data(300, 1);
    CalibrationMetric auroc = CalibrationMetrics.named("auroc");
    BootstrapInterval first = CalibrationBootstrap.interval(BOOTSTRAP, data, auroc);
    assertThat(CalibrationBootstrap.interval(BOOTSTRAP, data, auroc)).isEqualTo(first);
    assertThat(CalibrationBootstrap.interval(new Bootstrap(500, 0.95, 8), data, auroc))
        .isNotEqualTo(first);
    assertThat(first.lower()).isLessThan(first.estimate());
    assertThat(first.upper()).isGreaterThan(first.estimate());
  }

  @Test
  void aDifferenceIsOfTheSamePoints() {
    CalibrationData bent = data(2000, 3);
    CalibrationData straight = data(2000, 1);
    BootstrapInterval brier =
        CalibrationBootstrap.difference(
            BOOTSTRAP, bent, straight, CalibrationMetrics.named("brier"));
    assertThat(brier.excludesZero()).isTrue();
    assertThat(brier.lower()).isPositive();
    // A monotone bend changes no rank, in any sample.
    assertThat(
            CalibrationBootstrap.difference(
                BOOTSTRAP, bent, straight, CalibrationMetrics.named("auroc")))
        .isEqualTo(new BootstrapInterval(0, 0, 0));
  }

  @Test
  void whatIsNotDefinedHasNoInterval() {
    CalibrationData right = CalibrationData.of(new double[] {0.5, 0.6}, new int[] {1, 1});
    BootstrapInterval interval =
        CalibrationBootstrap.interval(BOOTSTRAP, right, CalibrationMetrics.named("auroc"));
    assertThat(interval.estimate()).isNaN();
    assertThat(interval.lower()).isNaN();
    assertThat(interval.excludesZero()).isFalse();
  }

  @Test
  void samplesOnWhichItIsNotDefinedAreDrawnAgain() {
    CalibrationData few = CalibrationData.of(new double[] {0.5, 0.6, 0.7}, new int[] {0, 1, 1});
    BootstrapInterval interval =
        CalibrationBootstrap.interval(BOOTSTRAP, few, CalibrationMetrics.named("auroc"));
    assertThat(interval).isEqualTo(new BootstrapInterval(1, 1, 1));
  }

  @Test
  void otherPointsAreNotPaired() {
    assertThatThrownBy(
            () ->
                CalibrationBootstrap.difference(
                    BOOTSTRAP, data(3, 1), data(4, 1), CalibrationMetrics.named("brier")))
        .hasMessage("second: expected the same 3 points, got 4");
    assertThatThrownBy(
            () ->
                CalibrationBootstrap.interval(
                    BOOTSTRAP,
                    CalibrationData.builder().build(),
                    CalibrationMetrics.named("brier")))
        .hasMessageContaining("at least one point");
  }
}
