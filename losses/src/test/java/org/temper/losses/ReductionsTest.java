package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ReductionsTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final NDArray values = manager.create(new double[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
  private final NDArray mask =
      manager.create(new boolean[] {true, true, true, true, true, false}, new Shape(2, 3));

  private static final List<BinaryOperator<NDArray>> ALL =
      List.of(
          Reductions::tokenMean,
          Reductions::sequenceMeanTokenSum,
          Reductions::sequenceMeanTokenMean,
          (v, m) -> Reductions.fixedLength(v, m, 7),
          (v, m) -> Reductions.tokenMean(v, m, 5),
          (v, m) -> Reductions.sequenceMeanTokenSum(v, m, 2),
          (v, m) -> Reductions.sequenceMeanTokenMean(v, m, 2),
          (v, m) -> Reductions.fixedLength(v, m, 7, 2));

  @Test
  void tokenMeanWeighsTokensAlike() {
    // (1 + 2 + 3 + 4 + 5) / 5
    assertThat(Reductions.tokenMean(values, mask).getDouble()).isEqualTo(3);
  }

  @Test
  void sequenceMeanTokenSumAveragesSums() {
    // ((1 + 2 + 3) + (4 + 5)) / 2
    assertThat(Reductions.sequenceMeanTokenSum(values, mask).getDouble()).isEqualTo(7.5);
  }

  @Test
  void sequenceMeanTokenMeanAveragesMeans() {
    // ((1 + 2 + 3)/3 + (4 + 5)/2) / 2 = (2 + 4.5) / 2
    assertThat(Reductions.sequenceMeanTokenMean(values, mask).getDouble()).isEqualTo(3.25);
  }

  @Test
  void fixedLengthDividesByRowsTimesLength() {
    // 15 / (2·4)
    assertThat(Reductions.fixedLength(values, mask, 4).getDouble()).isEqualTo(1.875);
  }

  @Test
  void explicitNormalizersDivideByWhatTheySay() {
    assertThat(Reductions.tokenMean(values, mask, 10).getDouble()).isEqualTo(1.5);
    assertThat(Reductions.sequenceMeanTokenSum(values, mask, 5).getDouble()).isEqualTo(3);
    assertThat(Reductions.sequenceMeanTokenMean(values, mask, 13).getDouble()).isEqualTo(0.5);
    // 15 / (3·10)
    assertThat(Reductions.fixedLength(values, mask, 10, 3).getDouble()).isEqualTo(0.5);
  }

  @Test
  void meanOfPairsDividesByTheCountOfAll() {
    // (1 + 2 + 3 + 4 + 5 + 6) / 12
    assertThat(Reductions.mean(values.flatten(), 12).getDouble()).isEqualTo(1.75);
    assertThat(Gradients.at(values, x -> Reductions.mean(x, 8))).containsOnly(0.125);
    assertThatThrownBy(() -> Reductions.mean(values, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count: expected a positive number, got 0.0");
  }

  @Test
  void gradientsAreTheWeightsOfTheTokens() {
    assertThat(Gradients.at(values, x -> Reductions.tokenMean(x, mask)))
        .containsExactly(new double[] {0.2, 0.2, 0.2, 0.2, 0.2, 0}, within(1e-12));
    assertThat(Gradients.at(values, x -> Reductions.sequenceMeanTokenSum(x, mask)))
        .containsExactly(new double[] {0.5, 0.5, 0.5, 0.5, 0.5, 0}, within(1e-12));
    double sixth = 1.0 / 6;
    assertThat(Gradients.at(values, x -> Reductions.sequenceMeanTokenMean(x, mask)))
        .containsExactly(new double[] {sixth, sixth, sixth, 0.25, 0.25, 0}, within(1e-12));
    assertThat(Gradients.at(values, x -> Reductions.fixedLength(x, mask, 4)))
        .containsExactly(new double[] {.125, .125, .125, .125, .125, 0}, within(1e-12));
  }

  @Test
  void whatIsOutsideTheMaskNeverLeaksNotEvenIntoTheGradient() {
    for (double poison : new double[] {NAN, INFINITY, -INFINITY}) {
      NDArray poisoned = manager.create(new double[] {1, 2, 3, 4, 5, poison}, new Shape(2, 3));
      for (BinaryOperator<NDArray> reduction : ALL) {
        assertThat(reduction.apply(poisoned, mask).getDouble())
            .isEqualTo(reduction.apply(values, mask).getDouble());
        assertThat(Gradients.at(poisoned, x -> reduction.apply(x, mask)))
            .containsExactly(Gradients.at(values, x -> reduction.apply(x, mask)), within(0.0));
      }
    }
  }

  @Test
  void tokenMeanOfAVectorIgnoresNanOutsideTheMask() {
    // (1 + 4) / 2
    NDArray vector = manager.create(new double[] {1, 2, NAN, 4});
    NDArray keep = manager.create(new boolean[] {true, false, false, true});
    assertThat(Reductions.tokenMean(vector, keep).getDouble()).isEqualTo(2.5);
  }

  @Test
  void anAllMaskedRowIsNoSequence() {
    NDArray loss = manager.create(new double[] {1, 3, 5, NAN}, new Shape(2, 2));
    NDArray keep = manager.create(new boolean[] {true, true, false, false}, new Shape(2, 2));
    // (1 + 3)/2 over one sequence, (1 + 3)/1
    assertThat(Reductions.sequenceMeanTokenMean(loss, keep).getDouble()).isEqualTo(2);
    assertThat(Reductions.sequenceMeanTokenSum(loss, keep).getDouble()).isEqualTo(4);
    // a constant normalizer counts it: 4 / (2·2)
    assertThat(Reductions.fixedLength(loss, keep, 2).getDouble()).isEqualTo(1);
  }

  @Test
  void anAllMaskedBatchIsZeroWithZeroGradients() {
    NDArray nothing = manager.create(new boolean[6], new Shape(2, 3));
    NDArray poisoned = values.mul(NAN);
    for (BinaryOperator<NDArray> reduction : ALL) {
      assertThat(reduction.apply(poisoned, nothing).getDouble()).isZero();
      assertThat(Gradients.at(poisoned, x -> reduction.apply(x, nothing)))
          .containsExactly(new double[6], within(0.0));
    }
  }

  @Test
  void resultsKeepTheFloatingTypeAndTheManagerOfTheValues() {
    NDArray single = values.toType(DataType.FLOAT32, true);
    for (BinaryOperator<NDArray> reduction : ALL) {
      NDArray result = reduction.apply(single, mask);
      assertThat(result.getDataType()).isEqualTo(DataType.FLOAT32);
      assertThat(result.getShape()).isEqualTo(new Shape());
      assertThat(result.getManager()).isSameAs(single.getManager());
    }
  }

  @Test
  void sharesOfMicroBatchesCarryGradientsInBothFloatingTypes() {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      NDArray typed = values.toType(type, true);
      assertThat(Gradients.at(typed, x -> Reductions.tokenMean(x, mask, 8))).contains(1.0 / 8);
      assertThat(Gradients.at(typed, x -> Reductions.sequenceMeanTokenSum(x, mask, 8)))
          .contains(1.0 / 8);
    }
  }

  @Test
  void messagesNameTheArgument() {
    assertThatThrownBy(() -> Reductions.tokenMean(values, values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mask: expected boolean, got float64");
    assertThatThrownBy(() -> Reductions.sequenceMeanTokenSum(values, mask.reshape(3, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mask: expected shape (2, 3), got (3, 2)");
    assertThatThrownBy(() -> Reductions.sequenceMeanTokenMean(values.flatten(), mask.flatten()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values: expected shape [B, T], got (6)");
    assertThatThrownBy(() -> Reductions.tokenMean(mask, mask))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values: expected a floating type, got boolean");
    assertThatThrownBy(() -> Reductions.tokenMean(values, mask, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tokenCount: expected a positive number, got 0.0");
    assertThatThrownBy(() -> Reductions.sequenceMeanTokenMean(values, mask, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sequenceCount: expected a positive number, got -1.0");
    assertThatThrownBy(() -> Reductions.fixedLength(values, mask, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxLength: expected at least 1, got 0");
  }
}
