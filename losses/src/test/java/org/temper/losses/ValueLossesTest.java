package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ValueLossesTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();

  private NDArray array(double... values) {
    return manager.create(values);
  }

  @Test
  void squaredIsTheSquare() {
    assertThat(ValueLosses.squared(array(-2, 0, 3)).toDoubleArray()).containsExactly(4, 0, 9);
  }

  @Test
  void expectileWeighsErrorsAboveByTauAndBelowByTheRest() {
    // 0.3 · 4 = 1.2, 0.7 · 0 = 0, 0.7 · 9 = 6.3
    assertThat(ValueLosses.expectile(array(-2, 0, 3), 0.7).toDoubleArray())
        .containsExactly(new double[] {1.2, 0, 6.3}, within(1e-12));
  }

  @Test
  void theMiddleExpectileIsHalfTheSquare() {
    NDArray errors = array(-1.5, 0.25, 4);
    assertThat(ValueLosses.expectile(errors, 0.5).toDoubleArray())
        .containsExactly(ValueLosses.squared(errors).mul(0.5).toDoubleArray(), within(1e-12));
  }

  @Test
  void gradientIsTwiceTheWeightedError() {
    // 2 · 0.3 · −2, 2 · 0.7 · 3; a test in float32, as in training
    NDArray errors = manager.create(new float[] {-2, 3});
    assertThat(Gradients.at(errors, x -> ValueLosses.expectile(x, 0.7).sum()))
        .containsExactly(new double[] {-1.2, 4.2}, within(1e-6));
  }

  @Test
  void theLeastLossOfAConstantIsAtTheExpectile() {
    // Rewards 0 and 1: τ (1 − v) = (1 − τ) v, so v = τ.
    for (double tau : new double[] {0.1, 0.5, 0.7, 0.9}) {
      double[] gradient =
          Gradients.at(
              array(tau), v -> ValueLosses.expectile(array(0, 1).sub(v.broadcast(2)), tau).sum());
      assertThat(gradient[0]).isCloseTo(0, within(1e-12));
    }
  }

  @Test
  void messagesNameTheArgument() {
    for (double tau : new double[] {0, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ValueLosses.expectile(array(1), tau))
          .withMessage("tau: expected above 0 and below 1, got " + tau);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ValueLosses.squared(manager.create(new int[] {1})))
        .withMessage("errors: expected a floating type, got int32");
  }

  @Test
  void clippedTakesTheLargerOfTheTwoErrors() {
    // V 0.9 held to 0.7, R = 1: max(0.01, 0.09); V 1.5 held to 1.2: max(0.25, 0.04); V as before
    NDArray current = array(0.9, 1.5, 3);
    NDArray before = array(0.5, 1, 3);
    NDArray returns = array(1, 1, 5);
    assertThat(
            ValueLosses.clipped(new ValueEstimates(current, before), returns, 0.2).toDoubleArray())
        .containsExactly(new double[] {0.09, 0.25, 4}, within(1e-12));
    assertThat(
            ValueLosses.clippedAway(new ValueEstimates(current, before), returns, 0.2)
                .toBooleanArray())
        .containsExactly(true, false, false);
    // 2 · (V − R) where it is not held
    assertThat(
            Gradients.at(
                current,
                x -> ValueLosses.clipped(new ValueEstimates(x, before), returns, 0.2).sum()))
        .containsExactly(new double[] {0, 1, -4}, within(1e-12));
  }

  @Test
  void clippedDoesNotChangeWhatHasNotMoved() {
    NDArray values = array(1, 2, 3);
    assertThat(
            ValueLosses.clipped(new ValueEstimates(values, values), array(0, 9, 3), 0.1)
                .toDoubleArray())
        .containsExactly(1, 49, 0);
  }

  @Test
  void clippedNamesTheArgument() {
    ValueEstimates values = new ValueEstimates(array(1), array(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ValueLosses.clipped(values, array(1, 2), 0.2))
        .withMessage("returns: expected shape (1), got (2)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ValueLosses.clipped(values, array(1), 0))
        .withMessage("clip: expected a positive number, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ValueEstimates(array(1), array(1, 2)))
        .withMessage("old: expected shape (1), got (2)");
  }

  @Test
  void aValueInsideTheRangeIsPulledWhateverItsRounding() {
    try (NDManager own = NDManager.newBaseManager()) {
      NDArray old = own.create(new float[] {0.0073508313f});
      NDArray current = own.create(new float[] {-0.001973559f});
      NDArray returns = own.create(new float[] {0});
      double[] gradient =
          Gradients.at(
              current, x -> ValueLosses.clipped(new ValueEstimates(x, old), returns, 0.2).sum());
      // d (R − V)² = −2 · (R − V) = 2 · V
      assertThat(gradient[0]).isCloseTo(-0.003947118, within(1e-9));
    }
  }

  @Test
  void everyValueInsideTheRangeHasTheGradientOfThePlainError() {
    Random random = new Random(7);
    int count = 2000;
    float[] old = new float[count];
    float[] current = new float[count];
    float[] observed = new float[count];
    for (int i = 0; i < count; i++) {
      old[i] = (float) random.nextGaussian();
      current[i] = old[i] + (float) (0.19 * (2 * random.nextDouble() - 1));
      observed[i] = (float) random.nextGaussian();
    }
    try (NDManager own = NDManager.newBaseManager()) {
      NDArray before = own.create(old);
      NDArray returns = own.create(observed);
      double[] gradients =
          Gradients.at(
              own.create(current),
              x -> ValueLosses.clipped(new ValueEstimates(x, before), returns, 0.2).sum());
      for (int i = 0; i < count; i++) {
        assertThat(gradients[i]).isCloseTo(2.0 * (current[i] - observed[i]), within(1e-6));
      }
    }
  }
}
