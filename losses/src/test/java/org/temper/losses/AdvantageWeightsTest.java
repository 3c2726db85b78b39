package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.losses.advantages.Whitening;

class AdvantageWeightsTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();

  private NDArray array(double... values) {
    return manager.create(values);
  }

  private NDArray mask(boolean... values) {
    return manager.create(values);
  }

  @Test
  void exponentialIsCapped() {
    // e^(0/2) = 1, e^(1/2) = 1.648721, e^(−2/2) = 0.367879, e^(8/2) = 54.6 > 20
    assertThat(AdvantageWeights.exponential(array(0, 1, -2, 8), 2, 20).toDoubleArray())
        .containsExactly(new double[] {1, 1.648721, 0.367879, 20}, within(1e-6));
  }

  @Test
  void exponentialStaysFiniteAndMeetsItsCapExactly() {
    NDArray extreme = manager.create(new float[] {1e30f, -1e30f, Float.MAX_VALUE, 1000});
    assertThat(AdvantageWeights.exponential(extreme, 1e-3, 20).toFloatArray())
        .containsExactly(20, 0, 20, 20);
  }

  @Test
  void exponentialTendsToOneAsTheTemperatureGrows() {
    assertThat(AdvantageWeights.exponential(array(-5, 0, 7), 1e12, 20).toDoubleArray())
        .containsExactly(new double[] {1, 1, 1}, within(1e-9));
  }

  @Test
  void softmaxHasMeanOneOverWhatIsKept() {
    // e^0 = 1, e^(1/0.5) = 7.389056, sum 8.389056: 2 · 0.119203, 2 · 0.880797; the NaN is not kept
    assertThat(
            AdvantageWeights.softmax(array(0, Double.NaN, 1), mask(true, false, true), 0.5)
                .toDoubleArray())
        .containsExactly(new double[] {0.238406, 0, 1.761594}, within(1e-6));
  }

  @Test
  void softmaxStaysFinite() {
    NDArray extreme = manager.create(new float[] {1e30f, -1e30f, Float.POSITIVE_INFINITY});
    assertThat(AdvantageWeights.softmax(extreme, mask(true, true, false), 1e-10).toFloatArray())
        .containsExactly(2, 0, 0);
  }

  @Test
  void binaryKeepsWhatWasBetterThanTheBaseline() {
    assertThat(AdvantageWeights.binary(array(-1, 0, 1e-9, Double.NaN)).toDoubleArray())
        .containsExactly(0, 0, 1, 0);
  }

  @Test
  void meanOneScalesWhatIsKept() {
    // 2 · (1, 3) / 4
    assertThat(AdvantageWeights.meanOne(array(1, 7, 3), mask(true, false, true)).toDoubleArray())
        .containsExactly(new double[] {0.5, 0, 1.5}, within(1e-12));
    assertThat(AdvantageWeights.meanOne(array(0, 0), mask(true, true)).toDoubleArray())
        .containsOnly(0);
  }

  @Test
  void effectiveSampleSizeCountsEqualWeights() {
    // (1 + 3)² / (1 + 9) = 1.6
    NDArray mask = mask(true, true, false);
    assertThat(AdvantageWeights.effectiveSampleSize(array(1, 3, 9), mask).getDouble())
        .isCloseTo(1.6, within(1e-12));
    assertThat(AdvantageWeights.effectiveSampleSize(array(5, 5, 9), mask).getDouble())
        .isCloseTo(2, within(1e-12));
    assertThat(AdvantageWeights.effectiveSampleSize(array(0, 0, 9), mask).getDouble()).isZero();
    NDArray large = manager.create(new float[] {1e30f, 1e30f, 1});
    assertThat(AdvantageWeights.effectiveSampleSize(large, mask).getFloat())
        .isCloseTo(2, within(1e-6f));
  }

  @Test
  void noGradientFlowsThroughAWeight() {
    NDArray mask = mask(true, true, true);
    NDArray point = array(-1, 0.5, 2);
    assertThat(
            Gradients.at(
                point,
                x ->
                    x.add(AdvantageWeights.exponential(x, 1, 20))
                        .add(AdvantageWeights.softmax(x, mask, 1))
                        .add(AdvantageWeights.binary(x))
                        .add(Whitening.whitened(x, mask))
                        .add(AdvantageWeights.meanOne(x, mask))
                        .add(AdvantageWeights.effectiveSampleSize(x, mask))
                        .sum()))
        .containsExactly(1, 1, 1);
  }

  @Test
  void messagesNameTheArgument() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdvantageWeights.exponential(array(1), 0, 20))
        .withMessage("temperature: expected a positive number, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdvantageWeights.exponential(array(1), 1, Double.POSITIVE_INFINITY))
        .withMessage("maxWeight: expected a positive number, got Infinity");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdvantageWeights.softmax(array(1), mask(true, true), 1))
        .withMessage("mask: expected shape (1), got (2)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Whitening.whitened(array(1), array(1)))
        .withMessage("mask: expected boolean, got float64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdvantageWeights.binary(manager.create(new int[] {1}, new Shape(1))))
        .withMessage("advantages: expected a floating type, got int32");
  }
}
