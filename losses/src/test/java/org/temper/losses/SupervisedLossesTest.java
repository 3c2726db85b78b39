package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SupervisedLossesTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final NDArray logProbs = manager.create(new float[] {-0.5f, -2, -1, -4}, new Shape(2, 2));

  @Test
  void nllIsTheNegatedLogProbability() {
    assertThat(SupervisedLosses.nll(logProbs).toFloatArray()).containsExactly(0.5f, 2, 1, 4);
    assertThat(SupervisedLosses.nll(logProbs).getShape()).isEqualTo(new Shape(2, 2));
  }

  @Test
  void weightsScaleEachTokensLossAndGradient() {
    NDArray weights = manager.create(new float[] {2, 0, -1, 0.5f}, new Shape(2, 2));
    // 2·0.5, 0·2, −1·1, 0.5·4
    assertThat(SupervisedLosses.weightedNll(logProbs, weights).toFloatArray())
        .containsExactly(new float[] {1, 0, -1, 2}, within(0f));
    assertThat(Gradients.at(logProbs, x -> SupervisedLosses.weightedNll(x, weights).sum()))
        .containsExactly(new double[] {-2, 0, 1, -0.5}, within(0.0));
  }

  @Test
  void noGradientFlowsIntoTheWeights() {
    // the weights are 3·x, yet d/dx stays −weight = −3·x; with them it would be −6·x
    assertThat(Gradients.at(logProbs, x -> SupervisedLosses.weightedNll(x, x.mul(3)).sum()))
        .containsExactly(new double[] {1.5, 6, 3, 12}, within(1e-6));
  }

  @Test
  void messagesNameTheArgument() {
    NDArray integers = logProbs.toType(DataType.INT64, true);
    assertThatThrownBy(() -> SupervisedLosses.nll(integers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tokenLogProbs: expected a floating type, got int64");
    assertThatThrownBy(() -> SupervisedLosses.weightedNll(logProbs, logProbs.reshape(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weights: expected shape (2, 2), got (4)");
  }
}
