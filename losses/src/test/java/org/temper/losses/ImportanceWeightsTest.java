package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.losses.arrays.Masks;

class ImportanceWeightsTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final NDArray old =
      manager.create(
          new double[] {Math.log(0.5), Math.log(0.2), Double.NaN, Math.log(0.9), -1, -1},
          new Shape(2, 3));
  private final NDArray behavior =
      manager.create(
          new double[] {Math.log(0.25), Math.log(0.4), -1, Math.log(0.1), Double.NaN, -1},
          new Shape(2, 3));
  private final NDArray mask =
      manager.create(new boolean[] {true, true, false, true, false, false}, new Shape(2, 3));

  @Test
  void tokensWeighWhatTheyWereLikelierUpToTheCap() {
    // 0.5 / 0.25, 0.2 / 0.4, min(9, 5)
    NDArray weights = Masks.keep(ImportanceWeights.token(old, behavior, 5), mask);
    assertThat(weights.toDoubleArray())
        .containsExactly(new double[] {2, 0.5, 0, 5, 0, 0}, within(1e-12));
  }

  @Test
  void sequencesWeighTheProduct() {
    assertThat(ImportanceWeights.sequence(old, behavior, mask, 5).toDoubleArray())
        .containsExactly(new double[] {1, 1, 0, 5, 0, 0}, within(1e-12));
  }

  @Test
  void extremesStayFinite() {
    NDArray far = manager.create(new float[] {-100, 0}, new Shape(1, 2));
    NDArray near = manager.create(new float[] {0, -1000}, new Shape(1, 2));
    NDArray weights = ImportanceWeights.token(far, near, 2);
    assertThat(weights.getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(weights.toFloatArray()).containsExactly(new float[] {0, 2}, within(1e-30f));
    assertThat(ImportanceWeights.sequence(far, near, far.eq(far), 2).toFloatArray())
        .containsExactly(2, 2);
  }

  @Test
  void noGradientFlows() {
    NDArray point = manager.create(new double[] {-1, -2}, new Shape(1, 2));
    // the weights are 1 · e and 1 · e², and only log π in front of them has a gradient
    assertThat(
            Gradients.at(
                point, x -> x.mul(ImportanceWeights.token(x, x.mul(2).stopGradient(), 100)).sum()))
        .containsExactly(new double[] {Math.E, Math.E * Math.E}, within(1e-9));
  }

  @Test
  void messagesNameTheArgument() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeights.token(old, behavior.flatten(), 5))
        .withMessage("behaviorLogProbs: expected shape (2, 3), got (6)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeights.token(old, behavior, 0))
        .withMessage("maxWeight: expected a positive number, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeights.sequence(old, behavior, old, 5))
        .withMessage("mask: expected boolean, got float64");
  }
}
