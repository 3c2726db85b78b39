package org.temper.losses.advantages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class KlControlTest {

  @Test
  void movesInProportionToTheError() {
    // 6.3 / 6 − 1 = 0.05; 0.2 · (1 + 0.05 · 512 / 10000)
    assertThat(KlControl.adaptive(0.2, 6.3, 6, 512, 10_000))
        .isCloseTo(0.2 * (1 + 0.05 * 0.0512), within(1e-15));
    assertThat(KlControl.adaptive(0.2, 6, 6, 512, 10_000)).isEqualTo(0.2);
  }

  @Test
  void anErrorCountsForAFifthAtMost() {
    assertThat(KlControl.adaptive(1, 600, 6, 100, 1000)).isCloseTo(1.02, within(1e-15));
    assertThat(KlControl.adaptive(1, -3, 6, 100, 1000)).isCloseTo(0.98, within(1e-15));
  }

  @Test
  void bringsADivergenceThatFallsWithTheCoefficientToItsTarget() {
    double coefficient = 0.01;
    for (int i = 0; i < 500; i++) {
      coefficient = KlControl.adaptive(coefficient, 1 / coefficient, 6, 100, 1000);
    }
    assertThat(1 / coefficient).isCloseTo(6, within(0.1));
  }

  @Test
  void messagesNameTheArgument() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KlControl.adaptive(0, 1, 6, 1, 10))
        .withMessage("coefficient: expected a positive number, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KlControl.adaptive(1, Double.NaN, 6, 1, 10))
        .withMessage("observedKl: expected a finite number, got NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KlControl.adaptive(1, 1, -6, 1, 10))
        .withMessage("targetKl: expected a positive number, got -6.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KlControl.adaptive(1, 1, 6, 0, 10))
        .withMessage("sequences: expected at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KlControl.adaptive(1, 1, 6, 100, 20))
        .withMessage("horizon: expected a number above 20.0, got 20.0");
  }
}
