package org.temper.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.losses.Reductions;

/** Each law catches a planted violation; that right losses pass is in LossLawsProperties. */
class LossLawsTest {

  @Test
  void paddingCatchesAMeanOverAllColumns() {
    assertThatThrownBy(() -> LossLaws.paddingChangesNothing((values, mask) -> values.mean(), 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the loss with more padding");
  }

  @Test
  void nanInPaddingCatchesAMaskThatMultiplies() {
    LossLaws.MaskedLoss multiplied =
        (values, mask) -> values.mul(mask.toType(values.getDataType(), false)).sum();
    LossLaws.paddingChangesNothing(multiplied, 1);
    assertThatThrownBy(() -> LossLaws.nanInPaddingChangesNothing(multiplied, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("got NaN");
  }

  @Test
  void rowOrderCatchesALossOfTheFirstRow() {
    LossLaws.MaskedLoss first =
        (values, mask) ->
            values.get(new NDIndex("0")).sum().add(Reductions.tokenMean(values, mask));
    assertThatThrownBy(
            () -> {
              for (long seed = 0; seed < 20; seed++) {
                LossLaws.rowOrderChangesNothing(first, seed);
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the loss with rows in the order");
  }

  @Test
  void orderCatchesALossThatMixesElements() {
    assertThatThrownBy(() -> LossLaws.orderIsFollowed(arrays -> arrays.get(0).cumSum(0), 1, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("of permuted arguments");
  }

  @Test
  void shiftCatchesALossOfRawLogits() {
    assertThatThrownBy(() -> LossLaws.shiftChangesNothing(NDArray::square, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("of logits shifted by");
  }

  @Test
  void finiteCatchesTheLogOfASigmoid() {
    LossLaws.UnreducedLoss naive = arrays -> arrays.get(0).neg().exp().add(1).log().neg();
    assertThatThrownBy(() -> LossLaws.staysFinite(naive, 1, 1e4))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("loss at [-10000.0]: expected a finite number, got -Infinity");
  }

  @Test
  void gradientsCatchAFrozenArgumentThatIsNot() {
    LossLaws.UnreducedLoss product = arrays -> arrays.get(0).mul(arrays.get(1));
    LossLaws.gradientsAreRight(product, List.of(0, 1), 2, 1);
    assertThatThrownBy(() -> LossLaws.gradientsAreRight(product, List.of(0), 2, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("gradient into array 1, which is frozen");
  }

  @Test
  void gradientsCatchAnArgumentThatIsFrozenByMistake() {
    LossLaws.UnreducedLoss stopped = arrays -> arrays.get(0).stopGradient().square();
    assertThatThrownBy(() -> LossLaws.gradientsAreRight(stopped, List.of(0), 1, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("by finite differences");
  }
}
