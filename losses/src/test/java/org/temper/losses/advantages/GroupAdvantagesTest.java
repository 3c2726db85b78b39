package org.temper.losses.advantages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class GroupAdvantagesTest {
  private static final double ROOT_HALF = Math.sqrt(0.5);
  // Four groups: of three, of two, of one and of none.
  private static final double[][] REWARDS = {{1, 0, 0.5}, {2, 4}, {3}, {}};

  @Test
  void grpoDividesByTheGroupsDeviation() {
    // (1, 0, 0.5): mean 0.5, std 0.5; (2, 4): mean 3, std √2; one alone: 0
    assertGroups(
        GroupAdvantages.grpo(REWARDS),
        new double[][] {{1, -1, 0}, {-ROOT_HALF, ROOT_HALF}, {0}, {}});
  }

  @Test
  void drGrpoSubtractsTheMeanAlone() {
    assertThat(GroupAdvantages.drGrpo(REWARDS))
        .isDeepEqualTo(new double[][] {{0.5, -0.5, 0}, {-1, 1}, {0}, {}});
  }

  @Test
  void rlooComparesWithTheOthers() {
    // 1 − (0 + 0.5) / 2 = 0.75, 0 − 0.75, 0.5 − 0.5; 2 − 4, 4 − 2
    assertGroups(
        GroupAdvantages.rloo(REWARDS), new double[][] {{0.75, -0.75, 0}, {-2, 2}, {0}, {}});
  }

  @Test
  void reinforcePlusPlusWhitensAllTogether() {
    // (1, 0, 0.5, 2, 4, 3): mean 1.75, squares 0.5625 + 3.0625 + 1.5625 + 0.0625 + 5.0625 + 1.5625
    // = 11.875, std √(11.875 / 5) = 1.541104
    double std = Math.sqrt(11.875 / 5);
    assertGroups(
        GroupAdvantages.reinforcePlusPlus(REWARDS),
        new double[][] {
          {-0.75 / std, -1.75 / std, -1.25 / std}, {0.25 / std, 2.25 / std}, {1.25 / std}, {}
        });
  }

  @Test
  void reinforcePlusPlusBaselineDividesGroupDifferencesByTheirDeviationOverAll() {
    // (0.5, −0.5, 0, −1, 1, 0): squares 2.5, std √(2.5 / 5) = √0.5
    assertGroups(
        GroupAdvantages.reinforcePlusPlusBaseline(REWARDS),
        new double[][] {
          {0.5 / ROOT_HALF, -0.5 / ROOT_HALF, 0}, {-1 / ROOT_HALF, 1 / ROOT_HALF}, {0}, {}
        });
  }

  @Test
  void remaxComparesWithTheGreedyCompletion() {
    // nobody is compared with the last one, which is not looked at
    assertThat(GroupAdvantages.remax(REWARDS, new double[] {1, 1, 5, Double.NaN}))
        .isDeepEqualTo(new double[][] {{0, -1, -0.5}, {1, 3}, {-2}, {}});
  }

  @Test
  void opoCountsLongCompletionsForMore() {
    int[][] lengths = {{1, 2, 1}, {0, 0}, {4}, {}};
    // (1 · 1 + 2 · 0 + 1 · 0.5) / 4 = 0.375; no lengths: the mean, 3; one alone: its reward
    assertThat(GroupAdvantages.opo(REWARDS, lengths))
        .isDeepEqualTo(new double[][] {{0.625, -0.375, 0.125}, {-1, 1}, {0}, {}});
  }

  @Test
  void equalRewardsHaveNoAdvantage() {
    // 0.1 has no exact form, and its mean over three is rounded
    double[][] same = {{0.1, 0.1, 0.1}, {0.1}};
    for (UnaryOperator<double[][]> estimator : estimators()) {
      assertThat(flat(estimator.apply(same))).containsOnly(0);
    }
    // rounding of float32 is no difference
    double[][] nearly = {{0.3f, 0.1f + 0.2f, Math.nextUp(0.3f)}};
    assertThat(nearly[0][2]).isNotEqualTo(nearly[0][0]);
    assertThat(flat(GroupAdvantages.grpo(nearly))).containsOnly(0);
    assertThat(flat(GroupAdvantages.reinforcePlusPlus(nearly))).containsOnly(0);
  }

  @Test
  void groupsOfNoneAndOneAreZero() {
    for (UnaryOperator<double[][]> estimator : estimators()) {
      assertThat(estimator.apply(new double[][] {{3}, {}})).isDeepEqualTo(new double[][] {{0}, {}});
      assertThat(estimator.apply(new double[0][])).isEmpty();
    }
  }

  @Test
  void theRewardsStayAsTheyAre() {
    double[][] given = {{1, 0, 0.5}, {2, 4}};
    for (UnaryOperator<double[][]> estimator : estimators()) {
      assertThat(estimator.apply(given)).isNotSameAs(given);
      assertThat(given).isDeepEqualTo(new double[][] {{1, 0, 0.5}, {2, 4}});
    }
  }

  @Test
  void extremesStayFinite() {
    double[][] far = {{1e38, -1e38, 0}};
    for (UnaryOperator<double[][]> estimator : estimators()) {
      assertThat(Arrays.stream(flat(estimator.apply(far)))).allMatch(Double::isFinite);
    }
    assertThat(flat(GroupAdvantages.grpo(far))).containsExactly(1, -1, 0);
    assertThat(flat(GroupAdvantages.grpo(new double[][] {{1e-38, -1e-38, 0}})))
        .containsExactly(1, -1, 0);
  }

  @Test
  void messagesNameTheArgument() {
    double[][] unknown = {{1, 2}, {3, Double.NaN}};
    for (UnaryOperator<double[][]> estimator : estimators()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> estimator.apply(unknown))
          .withMessage("rewards[1]: expected finite numbers, got NaN at 1");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupAdvantages.remax(REWARDS, new double[3]))
        .withMessage("greedyRewards: expected 4, one for each group, got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupAdvantages.remax(REWARDS, new double[] {1, Double.NaN, 1, 1}))
        .withMessage("greedyRewards: expected finite numbers, got NaN at 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupAdvantages.opo(REWARDS, new int[][] {{1, -1, 1}, {1, 1}, {1}, {}}))
        .withMessage("lengths[0]: expected numbers from 0, got -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupAdvantages.opo(REWARDS, new int[][] {{1, 1, 1}, {1}, {1}, {}}))
        .withMessage("lengths[1]: expected 2, one for each reward, got 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupAdvantages.opo(REWARDS, new int[0][]))
        .withMessage("lengths: expected 4 groups, got 0");
  }

  private static List<UnaryOperator<double[][]>> estimators() {
    return List.of(
        GroupAdvantages::grpo,
        GroupAdvantages::drGrpo,
        GroupAdvantages::rloo,
        GroupAdvantages::reinforcePlusPlus,
        GroupAdvantages::reinforcePlusPlusBaseline,
        rewards -> GroupAdvantages.opo(rewards, ones(rewards)));
  }

  private static int[][] ones(double[][] rewards) {
    return Arrays.stream(rewards)
        .map(
            group -> {
              int[] ones = new int[group.length];
              Arrays.fill(ones, 1);
              return ones;
            })
        .toArray(int[][]::new);
  }

  private static double[] flat(double[][] groups) {
    return Arrays.stream(groups).flatMapToDouble(Arrays::stream).toArray();
  }

  private static void assertGroups(double[][] actual, double[][] expected) {
    assertThat(actual).hasNumberOfRows(expected.length);
    for (int group = 0; group < expected.length; group++) {
      assertThat(actual[group]).containsExactly(expected[group], within(1e-12));
    }
  }
}
