package org.temper.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.temper.models.decoder.ActivationLimit;
import org.temper.models.decoder.ActivationSizes;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.RotaryConfig;

class MemoryForecastTest {
  private static final double MIB = 1 << 20;
  private static final DecoderConfig CONFIG =
      new DecoderConfig(1_000, 16, 32, 2, 2, 1, 8, 4_096, 1e-5, RotaryConfig.of(10_000), Set.of());

  private static MemoryForecast forecast(DecoderOptions options, double mib) {
    return MemoryForecast.of(CONFIG, options, mib * MIB, 1);
  }

  @Test
  void whatDoesNotDependOnTheBatchIsFiveCopiesAndTheJvm() {
    // Weights, gradients, two moments, a reference: 4 bytes each; 700 MiB of the JVM.
    assertThat(MemoryForecast.fixed(CONFIG, 1))
        .isEqualTo(20.0 * CONFIG.parameterCount() + 700 * MIB);
  }

  @Test
  void tablesOfLogProbabilitiesAreCountedUpToTheirBound() {
    DecoderOptions small = DecoderOptions.defaults().withScoringBytes(1L << 20);
    // 4 · 1,000 bytes a token: 4,000 tokens have 15.3 MiB, of which 1 is held.
    double whole = forecast(DecoderOptions.defaults(), 1_100).peak(4_000);
    assertThat(whole - forecast(small, 1_100).peak(4_000))
        .isCloseTo(4_000.0 * 4_000 - MIB, within(1.0));
    // What they leave goes to more tokens at once.
    assertThat(forecast(small, 1_100).tokensAtOnce(1))
        .isGreaterThan(forecast(DecoderOptions.defaults(), 1_100).tokensAtOnce(1));
  }

  @Test
  void aLimitThatCannotBeHeldIsSaidWithItsCause() {
    DecoderOptions recomputed = DecoderOptions.defaults().withActivations(ActivationLimit.of(0));
    MemoryForecast memory = forecast(recomputed, 705);
    int longest = 2_000;
    ActivationSizes sizes = ActivationSizes.of(CONFIG, recomputed.precision());
    assertThat(sizes.wholeLayers(longest, 0)).isZero();
    assertThat(memory.tokensAtOnce(longest)).isEqualTo(longest);
    assertThat(Forecast.memory(memory, longest))
        .startsWith("memory: about ")
        .endsWith(
            ": more than the 705 MiB of --memory, since an example is computed in one piece; fewer"
                + " tokens at once and --max-length take less");
    assertThat(Forecast.memory(memory, 64)).endsWith("are free");
  }
}
