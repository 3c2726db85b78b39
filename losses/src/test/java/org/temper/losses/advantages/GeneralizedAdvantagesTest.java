package org.temper.losses.advantages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.losses.ValueTargets;

class GeneralizedAdvantagesTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();

  @Test
  void errorsAreSummedWithTheirDiscount() {
    // γ = 0.5, λ = 0.5: δ = (0 + 0.5 · 2 − 1, 4 + 0 − 2) = (0, 2); A = (0 + 0.25 · 2, 2)
    AdvantagesAndReturns result = of(row(0, 4), row(1, 2), mask(true, true), 0, 0.5, 0.5);
    assertThat(result.advantages().toDoubleArray()).containsExactly(0.5, 2);
    assertThat(result.returns().toDoubleArray()).containsExactly(1.5, 4);
  }

  @Test
  void onlyTruncationBootstraps() {
    // δ_last = 4 + 0.5 · 6 − 2 = 5; δ_first = 0; A = (0.25 · 5, 5)
    AdvantagesAndReturns result = of(row(0, 4), row(1, 2), mask(true, true), 6, 0.5, 0.5);
    assertThat(result.advantages().toDoubleArray()).containsExactly(1.25, 5);
    assertThat(result.returns().toDoubleArray()).containsExactly(2.25, 7);
  }

  @Test
  void oneToken() {
    AdvantagesAndReturns result = of(row(3), row(1), mask(true), 0, 0.9, 0.9);
    assertThat(result.advantages().toDoubleArray()).containsExactly(2);
    assertThat(result.returns().toDoubleArray()).containsExactly(3);
  }

  @Test
  void aRowWithoutTokensIsZero() {
    AdvantagesAndReturns result =
        of(row(Double.NaN, 1), row(1, Double.NaN), mask(false, false), 7, 0.9, 0.9);
    assertThat(result.advantages().toDoubleArray()).containsExactly(0, 0);
    assertThat(result.returns().toDoubleArray()).containsExactly(0, 0);
  }

  @Test
  void aGapInTheMiddleIsSkipped() {
    double nan = Double.NaN;
    AdvantagesAndReturns whole =
        of(row(1, -2, 0.5), row(0.3, 0.1, -0.7), mask(true, true, true), 0.4, 0.9, 0.8);
    AdvantagesAndReturns gapped =
        of(
            row(nan, 1, nan, nan, -2, 0.5, nan),
            row(9, 0.3, nan, nan, 0.1, -0.7, nan),
            mask(false, true, false, false, true, true, false),
            0.4,
            0.9,
            0.8);
    double[] a = whole.advantages().toDoubleArray();
    double[] r = whole.returns().toDoubleArray();
    assertThat(gapped.advantages().toDoubleArray()).containsExactly(0, a[0], 0, 0, a[1], a[2], 0);
    assertThat(gapped.returns().toDoubleArray()).containsExactly(0, r[0], 0, 0, r[1], r[2], 0);
  }

  @Test
  void rowsDoNotMix() {
    AdvantagesAndReturns result =
        GeneralizedAdvantages.of(
            new ValueTargets(
                manager.create(new float[] {0, 4, 3, 0}, new Shape(2, 2)),
                manager.create(new float[] {1, 2, 1, 0}, new Shape(2, 2))),
            manager.create(new boolean[] {true, true, true, false}, new Shape(2, 2)),
            manager.create(new float[] {6, 0}),
            0.5,
            0.5);
    assertThat(result.advantages().getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(result.advantages().toFloatArray()).containsExactly(1.25f, 5, 2, 0);
  }

  @Test
  void messagesNameTheArgument() {
    NDArray all = mask(true, true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(row(0, 4), row(1, Double.NaN), all, 0, 1, 1))
        .withMessage("values: expected finite numbers inside the mask, got NaN at 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(row(0, 4), row(1, 2), all, Double.NaN, 1, 1))
        .withMessage("bootstrapValues: expected finite numbers, got NaN at 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(row(0, 4), row(1, 2), all, 0, 1.1, 1))
        .withMessage("discount: expected 0 to 1, got 1.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(row(0, 4), row(1, 2), all, 0, 1, -0.5))
        .withMessage("gaeLambda: expected 0 to 1, got -0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                GeneralizedAdvantages.of(
                    new ValueTargets(row(0, 4), row(1, 2)), all, row(1, 2), 1, 1))
        .withMessage("bootstrapValues: expected shape (1), got (1, 2)");
  }

  private AdvantagesAndReturns of(
      NDArray rewards, NDArray values, NDArray mask, double last, double discount, double lambda) {
    return GeneralizedAdvantages.of(
        new ValueTargets(rewards, values),
        mask,
        manager.create(new double[] {last}),
        discount,
        lambda);
  }

  private NDArray row(double... numbers) {
    return manager.create(numbers, new Shape(1, numbers.length));
  }

  private NDArray mask(boolean... flags) {
    return manager.create(flags, new Shape(1, flags.length));
  }
}
