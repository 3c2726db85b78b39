package org.temper.evaluation.offpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwitchThresholdTest {

  /** By numpy: the least over all weights of var(Y) / 8 + (range · mean Σ π [w > τ])². */
  @ParameterizedTest
  @CsvSource({
    "1, 3.5, 0.050826143973214284, 0.1375",
    ".2, 1.5, 0.008338950892857145, 0.0975",
    ".05, .8, 0.0035341796875000015, 0.0365625"
  })
  void switchTakesTheLeastBound(double range, double threshold, double variance, double bias) {
    SwitchThreshold found = SwitchThreshold.leastErrorBound(EightRows.CHOICES, range);
    assertThat(found.threshold()).isCloseTo(threshold, within(1e-12));
    assertThat(found.variance()).isCloseTo(variance, within(1e-14));
    assertThat(found.biasBound()).isCloseTo(bias, within(1e-14));
    assertThat(found.errorBound()).isEqualTo(found.variance() + Math.pow(found.biasBound(), 2));
  }

  /** By numpy: the least over the logged weights of var(Y) / 8 + (range · mean(w [w > τ]))². */
  @ParameterizedTest
  @CsvSource({
    "1, 12, 0.3514858328683035, 0",
    ".2, 5, 0.05693672572544644, 0.3",
    ".05, 0.8571428571428572, 0.005518477957589288, 0.13125"
  })
  void switchDrTakesTheLeastBound(double range, double threshold, double variance, double bias) {
    SwitchThreshold found = SwitchThreshold.leastErrorBound(EightRows.LOG, EightRows.MODEL, range);
    assertThat(found.threshold()).isCloseTo(threshold, within(1e-12));
    assertThat(found.variance()).isCloseTo(variance, within(1e-14));
    assertThat(found.biasBound()).isCloseTo(bias, within(1e-14));
  }

  @Test
  void whatIsFoundIsTheEstimatesOwn() {
    SwitchThreshold found = SwitchThreshold.leastErrorBound(EightRows.CHOICES, .2);
    double error =
        OffPolicyEstimators.switching(EightRows.CHOICES, found.threshold()).standardError();
    assertThat(found.variance() * 8 / 7).isCloseTo(error * error, within(1e-15));
  }

  @Test
  void aRangeIsNotBelowZero() {
    assertThatThrownBy(() -> SwitchThreshold.leastErrorBound(EightRows.CHOICES, -1))
        .hasMessage("range: expected a finite number of at least 0, got -1.0");
  }
}
