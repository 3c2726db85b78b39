package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SequenceLogProbsTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final NDArray logProbs =
      manager.create(
          new double[] {Double.NaN, -1, -2, -3, Double.NaN, -4, -5, -6}, new Shape(2, 4));
  private final NDArray mask =
      manager.create(
          new boolean[] {false, true, true, true, false, false, false, false}, new Shape(2, 4));

  @Test
  void sumAddsTheKeptTokensAndIsZeroForAnAllMaskedRow() {
    // −1 − 2 − 3; nothing
    assertThat(SequenceLogProbs.sum(logProbs, mask).toDoubleArray()).containsExactly(-6, 0);
  }

  @Test
  void meanDividesByTheKeptTokensAndIsZeroForAnAllMaskedRow() {
    // −6 / 3; nothing
    assertThat(SequenceLogProbs.mean(logProbs, mask).toDoubleArray()).containsExactly(-2, 0);
  }

  @Test
  void gradientsStayInsideTheMask() {
    assertThat(Gradients.at(logProbs, x -> SequenceLogProbs.sum(x, mask).sum()))
        .containsExactly(0, 1, 1, 1, 0, 0, 0, 0);
    double third = 1.0 / 3;
    assertThat(Gradients.at(logProbs, x -> SequenceLogProbs.mean(x, mask).sum()))
        .containsExactly(new double[] {0, third, third, third, 0, 0, 0, 0}, within(1e-12));
  }

  @Test
  void messagesNameTheArgument() {
    assertThatThrownBy(() -> SequenceLogProbs.sum(logProbs.flatten(), mask.flatten()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tokenLogProbs: expected shape [B, T], got (8)");
    assertThatThrownBy(() -> SequenceLogProbs.mean(logProbs, logProbs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mask: expected boolean, got float64");
  }
}
