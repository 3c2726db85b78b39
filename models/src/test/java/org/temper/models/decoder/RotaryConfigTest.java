package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.temper.models.decoder.RotaryScaling.Dynamic;
import org.temper.models.decoder.RotaryScaling.Linear;
import org.temper.models.decoder.RotaryScaling.Llama3;
import org.temper.models.decoder.RotaryScaling.Yarn;

class RotaryConfigTest {

  @Test
  void frequenciesFallGeometrically() {
    // 10000^(-2i/8) for i = 0, 1, 2, 3.
    assertThat(RotaryConfig.of(10_000).inverseFrequencies(8))
        .containsExactly(new double[] {1, 0.1, 0.01, 0.001}, within(1e-15));
  }

  @Test
  void llama3ScalingStretchesLongWavesAndLeavesShortOnes() {
    RotaryConfig rotary = RotaryConfig.of(10_000, new Llama3(8, 1, 4, 100));

    // Waves in the original length: 100 f / 2π = 15.9, 1.59, 0.159, 0.0159. The first is short
    // (above 4), the last two are long (below 1). For the second s = (1.5915494 - 1) / 3 =
    // 0.19718315 and 0.1 ((1 - s) / 8 + s) = 0.029753525.
    assertThat(rotary.inverseFrequencies(8))
        .containsExactly(new double[] {1, 0.029753525, 0.00125, 0.000125}, within(1e-8));
  }

  @Test
  void linearScalingDividesEveryFrequency() {
    assertThat(RotaryConfig.of(10_000, new Linear(4)).inverseFrequencies(8))
        .containsExactly(new double[] {0.25, 0.025, 0.0025, 0.00025}, within(1e-15));
  }

  @Test
  void dynamicScalingGrowsTheBaseWithTheSequence() {
    RotaryConfig rotary = RotaryConfig.of(10_000, new Dynamic(2, 100));

    assertThat(rotary.steadyLength()).isEqualTo(100);
    assertThat(rotary.inverseFrequencies(8, 100))
        .containsExactly(RotaryConfig.of(10_000).inverseFrequencies(8));
    // 2 · 200 / 100 − 1 = 3; 3^(8/6) = 4.3267487; the base is 43267.487, to the power −1/4
    // 0.069336128.
    double second = Math.pow(43267.487, -0.25);
    assertThat(rotary.inverseFrequencies(8, 200))
        .containsExactly(
            new double[] {1, second, second * second, second * second * second}, within(1e-9));
  }

  @Test
  void yarnStretchesWhatTurnsRarelyAndSharpensAttention() {
    RotaryConfig rotary =
        RotaryConfig.of(10_000, new Yarn(4, 1000, 32, 1, Yarn.Bounds.EXACT, 1.25));

    // 32 turns: 8 ln(1000 / 64π) / (2 ln 10000) = 0.69667; 1 turn: 8 ln(1000 / 2π) / (2 ln 10000) =
    // 2.20182. Pairs 0, 1, 2, 3 lie at 0, 0.201528, 0.865914 and 1 between them, and turn by
    // 1 − 3/4 of that.
    assertThat(rotary.inverseFrequencies(8))
        .containsExactly(new double[] {1, 0.1 * 0.848854, 0.01 * 0.350565, 0.00025}, within(1e-6));
    assertThat(rotary.attentionFactor()).isEqualTo(1.25);
    // Whole bounds are 0 and 3: pairs lie at 0, 1/3, 2/3 and 1.
    assertThat(RotaryConfig.of(10_000, Yarn.of(4, 1000)).inverseFrequencies(8))
        .containsExactly(new double[] {1, 0.075, 0.005, 0.00025}, within(1e-12));
    // 0.1 ln 4 + 1.
    assertThat(Yarn.of(4, 1000).attentionFactor()).isCloseTo(1.1386294, within(1e-7));
    assertThat(Yarn.of(1, 1000).attentionFactor()).isEqualTo(1);
  }

  @Test
  void scalingsSayHowLongTextsMayBe() {
    assertThat(new Linear(4).maxLength(16)).isEqualTo(64);
    assertThat(new Dynamic(2.5, 16).maxLength(16)).isEqualTo(40);
    assertThat(Yarn.of(4, 32768).maxLength(32768)).isEqualTo(131072);
    assertThat(Yarn.of(4, 32768).maxLength(200_000)).isEqualTo(200_000);
    assertThat(new Llama3(8, 1, 4, 8192).maxLength(131072)).isEqualTo(131072);
    assertThat(new Linear(1e300).maxLength(16)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void badNumbersAreNamed() {
    assertThatThrownBy(() -> new Linear(Double.NaN))
        .hasMessage("factor: expected a number of at least 1, got NaN");
    assertThatThrownBy(() -> new Dynamic(2, 0))
        .hasMessage("originalMaxLength: expected a positive number, got 0");
    assertThatThrownBy(() -> RotaryConfig.of(10, new Dynamic(2, 4)).inverseFrequencies(2, 5))
        .hasMessage("headSize: expected more than 2 where rotary scaling is dynamic, got 2");
    assertThatThrownBy(() -> new Yarn(2, 4, 1, 2, Yarn.Bounds.WHOLE, 1))
        .hasMessage("betaFast: expected a number of at least betaSlow (2.0), got 1.0");
    assertThatThrownBy(() -> new Yarn(2, 4, 1, 0, Yarn.Bounds.WHOLE, 1))
        .hasMessage("betaSlow: expected a positive number, got 0.0");
    assertThatThrownBy(() -> new Yarn(2, 4, 2, 1, Yarn.Bounds.WHOLE, 0))
        .hasMessage("attentionFactor: expected a positive number, got 0.0");
    assertThatThrownBy(() -> RotaryConfig.of(10).inverseFrequencies(4, 0))
        .hasMessage("length: expected a positive number, got 0");
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
