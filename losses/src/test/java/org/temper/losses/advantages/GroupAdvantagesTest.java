package org.temper.losses.advantages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.temper.losses.Gradients;

class GroupAdvantagesTest {
  private static final double ROOT_HALF = Math.sqrt(0.5);
  private final NDManager manager = NDManager.newBaseManager();
  // Three groups: of three, of two and of one.
  private final NDArray rewards =
      manager.create(
          new double[] {1, 0, 0.5, 2, 4, Double.NaN, Double.NaN, 3, Double.NaN}, new Shape(3, 3));
  private final NDArray mask =
      manager.create(
          new boolean[] {true, true, true, true, true, false, false, true, false}, new Shape(3, 3));

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @Test
  void grpoDividesByTheGroupsDeviation() {
    // (1, 0, 0.5): mean 0.5, std 0.5; (2, 4): mean 3, std √2; one alone: 0
    assertThat(GroupAdvantages.grpo(rewards, mask).toDoubleArray())
        .containsExactly(new double[] {1, -1, 0, -ROOT_HALF, ROOT_HALF, 0, 0, 0, 0}, within(1e-12));
  }

  @Test
  void drGrpoSubtractsTheMeanAlone() {
    assertThat(GroupAdvantages.drGrpo(rewards, mask).toDoubleArray())
        .containsExactly(0.5, -0.5, 0, -1, 1, 0, 0, 0, 0);
  }

  @Test
  void rlooComparesWithTheOthers() {
    // 1 − (0 + 0.5) / 2 = 0.75, 0 − 0.75, 0.5 − 0.5; 2 − 4, 4 − 2
    assertThat(GroupAdvantages.rloo(rewards, mask).toDoubleArray())
        .containsExactly(new double[] {0.75, -0.75, 0, -2, 2, 0, 0, 0, 0}, within(1e-12));
  }

  @Test
  void reinforcePlusPlusWhitensAllTogether() {
    // (1, 0, 0.5, 2, 4, 3): mean 1.75, squares 0.5625 + 3.0625 + 1.5625 + 0.0625 + 5.0625 + 1.5625
    // = 11.875, std √(11.875 / 5) = 1.541104
    double std = Math.sqrt(11.875 / 5);
    assertThat(GroupAdvantages.reinforcePlusPlus(rewards, mask).toDoubleArray())
        .containsExactly(
            new double[] {
              -0.75 / std, -1.75 / std, -1.25 / std, 0.25 / std, 2.25 / std, 0, 0, 1.25 / std, 0
            },
            within(1e-12));
  }

  @Test
  void reinforcePlusPlusBaselineDividesGroupDifferencesByTheirDeviationOverAll() {
    // (0.5, −0.5, 0, −1, 1, 0): squares 2.5, std √(2.5 / 5) = √0.5
    assertThat(GroupAdvantages.reinforcePlusPlusBaseline(rewards, mask).toDoubleArray())
        .containsExactly(
            new double[] {
              0.5 / ROOT_HALF, -0.5 / ROOT_HALF, 0, -1 / ROOT_HALF, 1 / ROOT_HALF, 0, 0, 0, 0
            },
            within(1e-12));
  }

  @Test
  void remaxComparesWithTheGreedyCompletion() {
    NDArray greedy = manager.create(new double[] {1, 1, 5});
    assertThat(GroupAdvantages.remax(rewards, greedy, mask).toDoubleArray())
        .containsExactly(0, -1, -0.5, 1, 3, 0, 0, -2, 0);
  }

  @Test
  void opoWeighsTheBaselineByLength() {
    NDArray lengths = manager.create(new double[] {1, 2, 1, 0, 0, 9, 9, 4, 9}, new Shape(3, 3));
    // (1 · 1 + 2 · 0 + 1 · 0.5) / 4 = 0.375; no lengths: the mean, 3; one alone: its reward
    assertThat(GroupAdvantages.opo(rewards, lengths, mask).toDoubleArray())
        .containsExactly(0.625, -0.375, 0.125, -1, 1, 0, 0, 0, 0);
  }

  @Test
  void equalRewardsHaveNoAdvantage() {
    // 0.1 has no exact form, and its mean over three is rounded
    NDArray same = manager.create(new float[] {0.1f, 0.1f, 0.1f}, new Shape(1, 3));
    NDArray all = same.eq(same);
    for (BinaryOperator<NDArray> estimator : estimators()) {
      assertThat(estimator.apply(same, all).toFloatArray()).containsOnly(0);
    }
    // rounding of float32 is no difference
    NDArray nearly =
        manager.create(new float[] {0.3f, 0.1f + 0.2f, Math.nextUp(0.3f)}, new Shape(1, 3));
    assertThat(GroupAdvantages.grpo(nearly, all).toFloatArray()).containsOnly(0);
    assertThat(GroupAdvantages.reinforcePlusPlus(nearly, all).toFloatArray()).containsOnly(0);
  }

  @Test
  void groupsOfNoneAndOneAreZero() {
    NDArray lone = manager.create(new double[] {3, 7}, new Shape(2, 1));
    NDArray one = manager.create(new boolean[] {true, false}, new Shape(2, 1));
    for (BinaryOperator<NDArray> estimator : estimators()) {
      assertThat(estimator.apply(lone, one).toDoubleArray()).containsOnly(0);
      NDArray none = manager.create(new double[0], new Shape(0, 4));
      assertThat(estimator.apply(none, none.eq(none)).getShape()).isEqualTo(new Shape(0, 4));
    }
  }

  @Test
  void resultsHaveTheTypeOfTheRewards() {
    NDArray single = manager.create(new float[] {1, 0}, new Shape(1, 2));
    NDArray result = GroupAdvantages.grpo(single, single.eq(single));
    assertThat(result.getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(result.toFloatArray()).containsExactly((float) ROOT_HALF, (float) -ROOT_HALF);
  }

  @Test
  void extremesStayFinite() {
    NDArray far = manager.create(new float[] {1e38f, -1e38f, 0}, new Shape(1, 3));
    NDArray tiny = manager.create(new float[] {1e-38f, -1e-38f, 0}, new Shape(1, 3));
    NDArray all = far.eq(far);
    for (BinaryOperator<NDArray> estimator : estimators()) {
      assertThat(Gradients.finite(estimator.apply(far, all))).isTrue();
    }
    assertThat(GroupAdvantages.grpo(far, all).toFloatArray()).containsExactly(1, -1, 0);
    assertThat(GroupAdvantages.grpo(tiny, all).toFloatArray()).containsExactly(1, -1, 0);
  }

  @Test
  void messagesNameTheArgument() {
    NDArray all = rewards.eq(rewards).logicalOr(rewards.neq(rewards));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupAdvantages.grpo(rewards, all))
        .withMessage("rewards: expected finite numbers inside the mask, got NaN at 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupAdvantages.grpo(rewards, rewards))
        .withMessage("mask: expected boolean, got float64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupAdvantages.grpo(rewards.flatten(), mask))
        .withMessage("rewards: expected shape [P, G], got (9)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupAdvantages.remax(rewards, rewards, mask))
        .withMessage("greedyRewards: expected shape (3), got (3, 3)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                GroupAdvantages.remax(
                    rewards, manager.create(new double[] {1, Double.NaN, 1}), mask))
        .withMessage("greedyRewards: expected finite numbers, got NaN at 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupAdvantages.opo(rewards, rewards.neg(), mask))
        .withMessage("lengths: expected at least 0, got -1.0");
  }

  private static List<BinaryOperator<NDArray>> estimators() {
    return List.of(
        GroupAdvantages::grpo,
        GroupAdvantages::drGrpo,
        GroupAdvantages::rloo,
        GroupAdvantages::reinforcePlusPlus,
        GroupAdvantages::reinforcePlusPlusBaseline,
        (rewards, mask) -> GroupAdvantages.opo(rewards, rewards.onesLike(), mask));
  }
}
