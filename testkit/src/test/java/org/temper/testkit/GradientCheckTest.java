package org.temper.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
  private static final Shape TWO = new Shape(2);

  @Test
  void computesTheGradientOfTheEngine() {
    // d/dx Σ x² = 2x
    assertThat(GradientCheck.float64().gradient(x -> x.square().sum(), TWO, 3, -1))
        .containsExactly(new double[] {6, -2}, within(1e-12));
  }

  @Test
  void passesARightGradientInBothTypes() {
    GradientCheck.float64().check(x -> x.exp().mul(x).sum(), TWO, 0.5, -2);
    GradientCheck.float32().check(x -> x.exp().mul(x).sum(), TWO, 0.5, -2);
  }

  @Test
  void namesTheWorstComponentOfAWrongGradient() {
    // Σ x·stop(x) has the value of Σ x², but gradient x where 2x is right
    assertThatThrownBy(
            () -> GradientCheck.float64().check(x -> x.mul(x.stopGradient()).sum(), TWO, 0.5, 3))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("gradient\\[1] at 3.0: expected (6.0|5.99)\\d* by .*, got 3.0");
  }

  @Test
  void catchesNan() {
    assertThatThrownBy(() -> GradientCheck.float64().check(x -> x.log().sum(), TWO, 1, -1))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("gradient[1] at -1.0: expected NaN");
  }

  @Test
  void refusesWhatItCannotCheck() {
    assertThatThrownBy(() -> GradientCheck.float64().check(x -> x, TWO, 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("loss: expected a scalar, got (2)");
    assertThatThrownBy(() -> GradientCheck.float64().check(x -> x.sum(), TWO, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("point: expected (2) values, got 1");
    assertThatThrownBy(() -> new GradientCheck(DataType.INT32, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("type: expected float32 or float64, got int32");
  }

  @Test
  void aRefusalLeavesTheNextCheckPossible() {
    assertThatThrownBy(() -> GradientCheck.float64().check(x -> x, TWO, 1, 2))
        .isInstanceOf(IllegalArgumentException.class);
    GradientCheck.float64().check(x -> x.sum(), TWO, 1, 2);
  }
}
