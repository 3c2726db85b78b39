package org.temper.losses.advantages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TokenRewardsTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final NDArray kl =
      manager.create(new float[] {Float.NaN, 1, Float.NaN, 2, 0, 9, 9, 9}, new Shape(2, 4));
  private final NDArray mask =
      manager.create(
          new boolean[] {false, true, false, true, false, false, false, false}, new Shape(2, 4));

  @Test
  void theScoreIsOnTheLastKeptToken() {
    // −0.5 · 1; −0.5 · 2 + 3; a row without tokens has no place for its score
    NDArray rewards = TokenRewards.klPenalized(manager.create(new float[] {3, 7}), kl, mask, 0.5);
    assertThat(rewards.getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(rewards.toFloatArray()).containsExactly(0, -0.5f, 0, 2, 0, 0, 0, 0);
  }

  @Test
  void messagesNameTheArgument() {
    NDArray scores = manager.create(new float[] {3, Float.NaN});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenRewards.klPenalized(scores, kl, mask, 0.5))
        .withMessage("scores: expected finite numbers, got NaN at 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenRewards.klPenalized(kl, kl, mask, 0.5))
        .withMessage("scores: expected shape (2), got (2, 4)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenRewards.klPenalized(scores, kl, mask.logicalNot(), 0.5))
        .withMessage("kl: expected finite numbers inside the mask, got NaN at 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenRewards.klPenalized(scores, kl, mask, -1))
        .withMessage("klCoefficient: expected a number of at least 0, got -1.0");
  }
}
