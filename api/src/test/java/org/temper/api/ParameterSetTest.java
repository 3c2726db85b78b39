package org.temper.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ParameterSetTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final NDArray matrix = manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2));
  private final NDArray bias = manager.create(new float[] {5, 6});
  private final ParameterSet parameters =
      ParameterSet.of(
          List.of(
              new NamedParameter("matrix", matrix, NamedParameter.Decay.DECAYED),
              new NamedParameter("bias", bias, NamedParameter.Decay.EXEMPT)));

  @Test
  void keepsOrderAndCounts() {
    assertThat(parameters.asList())
        .extracting(NamedParameter::name)
        .containsExactly("matrix", "bias");
    assertThat(parameters.size()).isEqualTo(2);
    assertThat(parameters.elements()).isEqualTo(6);
    assertThat(parameters.bytes()).isEqualTo(24);
    assertThat(parameters.get("bias").array()).isSameAs(bias);
    assertThat(ParameterSet.empty().size()).isZero();
  }

  @Test
  void unknownAndDoubleNamesAreRefused() {
    assertThatThrownBy(() -> parameters.get("gain"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("name: expected one of [matrix, bias], got gain");
    NamedParameter twice = new NamedParameter("bias", bias, NamedParameter.Decay.EXEMPT);
    assertThatThrownBy(() -> ParameterSet.of(List.of(twice, twice)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void restoreWritesIntoTheLiveArraysAndKeepsThemTrainable() {
    matrix.setRequiresGradient(true);
    parameters.restore(
        Map.of(
            "bias", manager.create(new float[] {7, 8}),
            "matrix", manager.create(new float[] {9, 9, 9, 9}, new Shape(2, 2))));
    assertThat(matrix.toFloatArray()).containsExactly(9, 9, 9, 9);
    assertThat(bias.toFloatArray()).containsExactly(7, 8);
    assertThat(matrix.hasGradient()).isTrue();
    assertThat(bias.hasGradient()).isFalse();
  }

  @Test
  void restoreRefusesWhatDoesNotFitAndChangesNothing() {
    NDArray other = manager.create(new float[] {7, 8});
    assertThatThrownBy(() -> parameters.restore(Map.of("bias", other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("values: expected the arrays [matrix, bias], got [bias]");
    assertThatThrownBy(() -> parameters.restore(Map.of("bias", other, "matrix", other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values[matrix]: expected float32 of (2, 2), got float32 of (2)");
    assertThat(bias.toFloatArray()).containsExactly(5, 6);
  }
}
