package org.temper.algorithms.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private enum Scale {
    RAW
  }

  private record Inner(double clipEpsilon, Scale scale) {}

  private record Outer(Inner inner, List<Double> taus, DoubleUnaryOperator function) {}

  @Test
  void recordsAreStatedFieldByField() {
    Outer outer = new Outer(new Inner(0.2, Scale.RAW), List.of(0.5, 0.7), x -> x);
    assertThat(Settings.of("trainer.outer", outer))
        .isEqualTo(
            Map.of(
                "trainer.outer", "Outer",
                "trainer.outer.inner", "Inner",
                "trainer.outer.inner.clip_epsilon", "0.2",
                "trainer.outer.inner.scale", "RAW",
                "trainer.outer.taus", "[0.5, 0.7]",
                "trainer.outer.function", SettingsTest.class.getName()));
    assertThat(Settings.fields(new Inner(1, Scale.RAW)).keySet())
        .containsExactly("clip_epsilon", "scale");
  }
}
