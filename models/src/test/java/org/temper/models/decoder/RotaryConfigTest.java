package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.temper.models.decoder.RotaryScaling.Llama3;

class RotaryConfigTest {

  @Test
  void frequenciesFallGeometrically() {
    // 10000^(-2i/8) for i = 0, 1, 2, 3.
    assertThat(RotaryConfig.of(10_000).inverseFrequencies(8))
        .containsExactly(new double[] {1, 0.1, 0.01, 0.001}, within(1e-15));
  }

  @Test
  void llama3ScalingStretchesLongWavesAndLeavesShortOnes() {
    RotaryConfig rotary = new RotaryConfig(10_000, Optional.of(new Llama3(8, 1, 4, 100)));

    // Waves in the original length: 100 f / 2π = 15.9, 1.59, 0.159, 0.0159. The first is short
    // (above 4), the last two are long (below 1). For the second s = (1.5915494 - 1) / 3 =
    // 0.19718315 and 0.1 ((1 - s) / 8 + s) = 0.029753525.
    assertThat(rotary.inverseFrequencies(8))
        .containsExactly(new double[] {1, 0.029753525, 0.00125, 0.000125}, within(1e-8));
  }

  @Test
  void badNumbersAreNamed() {
    assertThatThrownBy(() -> RotaryConfig.of(1))
        .hasMessage("theta: expected a number above 1 and at most 1.0E15, got 1.0");
    assertThatThrownBy(() -> RotaryConfig.of(10).inverseFrequencies(3))
        .hasMessage("headSize: expected a positive even number, got 3");
    assertThatThrownBy(() -> new Llama3(0.5, 1, 4, 8))
        .hasMessage("factor: expected a number of at least 1, got 0.5");
    assertThatThrownBy(() -> new Llama3(8, 4, 4, 8))
        .hasMessage(
            "highFrequencyFactor: expected a number above lowFrequencyFactor (4.0), got 4.0");
    assertThatThrownBy(() -> new Llama3(8, 1, 4, 0))
        .hasMessage("originalMaxLength: expected a positive number, got 0");
  }
}
