package org.temper.algorithms.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.algorithms.Opened;
import org.temper.algorithms.group.GroupConfig.Credit;
import org.temper.algorithms.policygradient.EpisodeTable;
import org.temper.algorithms.policygradient.Rollout;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.TrajectoryGroup;
import org.temper.testkit.tables.TablePolicy;

class ActionCreditTest {
  private static final Offset<Float> ROUNDING = within(1e-6f);

  @AutoClose private final Opened opened = new Opened();
  private final TablePolicy policy = opened.add(TablePolicy.uniform(5));

  /** An answer that is right for 1 and wrong for 2, and what is stated of it, at a cost. */
  private RewardedTrajectory stated(long answer, double cost, long statement) {
    double correct = answer == 1 ? 1 : 0;
    return Rollout.after(0)
        .actsFor(correct, answer)
        .actsFor(-cost, statement)
        .worth(correct - cost, policy);
  }

  private static float[][] advantages(
      GroupMethod method, Credit credit, List<List<RewardedTrajectory>> groups) {
    EpisodeTable table =
        EpisodeTable.of(
            List.of(
                RolloutBatch.of(
                    groups.stream().map(members -> TrajectoryGroup.of("task", members)).toList())));
    return GroupTrainer.advantages(table, GroupConfig.of(method).withCredit(credit));
  }

  /** Of the rewards 0.96, 0.84, −0.64 and −0.36; of what is stated, right and wrong ones apart. */
  @Test
  void anActionIsComparedByWhatCameOfItAmongThoseRewardedAlikeBefore() {
    float[][] found =
        advantages(
            GroupMethod.rloo(),
            Credit.ACTIONS,
            List.of(
                List.of(
                    stated(1, 0.04, 2),
                    stated(1, 0.16, 3),
                    stated(2, 0.64, 2),
                    stated(2, 0.36, 3))));
    float[][] expected = {
      {0, 0.96f + 0.16f / 3, 0.12f},
      {0, 0.84f + 0.04f / 3, -0.12f},
      {0, -0.64f - 1.44f / 3, -0.28f},
      {0, -0.36f - 1.16f / 3, 0.28f}
    };
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as("row " + i).containsExactly(expected[i], ROUNDING);
    }
  }

  /** The wrong answer of the first group has its like in the second alone. */
  @Test
  void whereTheGroupHasNoPeerAnotherGroupHas() {
    float[][] found =
        advantages(
            GroupMethod.rloo(),
            Credit.ACTIONS,
            List.of(
                List.of(stated(1, 0.04, 2), stated(1, 0.16, 3), stated(2, 0.64, 2)),
                List.of(stated(2, 0.36, 3), stated(2, 0.16, 4), stated(1, 0.04, 2))));
    assertThat(found[2][2]).isEqualTo(-0.64f + 0.26f, ROUNDING);
    // Those who have peers of their own are compared with them.
    assertThat(found[3][2]).isEqualTo(-0.36f + 0.16f, ROUNDING);
    assertThat(found[5][2]).isEqualTo(-0.04f + 0.1f, ROUNDING);
  }

  @Test
  void whereNobodyWasRewardedAlikeItIsComparedWithAllInItsPlace() {
    float[][] found =
        advantages(
            GroupMethod.rloo(),
            Credit.ACTIONS,
            List.of(List.of(stated(1, 0.04, 2), stated(1, 0.16, 3), stated(2, 0.64, 2))));
    assertThat(found[2][2]).isEqualTo(-0.64f + 0.1f, ROUNDING);
  }

  @Test
  void theExpectedGradientStaysAsItIsAndItsVarianceFalls() {
    Moments ofEpisodes = moments(Credit.EPISODE);
    Moments ofActions = moments(Credit.ACTIONS);
    // Two answers, right with 2/3: π(1 − π) times what the one statement is better by.
    assertThat(ofEpisodes.mean()).isEqualTo(2 * 2 / 3.0 * 0.24 * 0.32, within(1e-6));
    assertThat(ofActions.mean()).isEqualTo(ofEpisodes.mean(), within(1e-6));
    assertThat(ofActions.square()).isLessThan(0.5 * ofEpisodes.square());
  }

  private record Moments(double mean, double square) {}

  /**
   * Of the gradient with respect to the logit of the first statement after a right answer, over all
   * groups of two that can be drawn: two answers, of which the first is right with two thirds, and
   * two statements.
   */
  private Moments moments(Credit credit) {
    double[] ofAnswer = {2 / 3.0, 1 / 3.0};
    double[][] ofStatement = {{0.6, 0.4}, {0.3, 0.7}};
    double[][] costs = {{0.04, 0.36}, {0.64, 0.16}};
    double mean = 0;
    double square = 0;
    for (int drawn = 0; drawn < 16; drawn++) {
      int[] answers = {drawn & 1, drawn >> 1 & 1};
      int[] statements = {drawn >> 2 & 1, drawn >> 3};
      double probability = 1;
      List<RewardedTrajectory> members = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        probability *= ofAnswer[answers[i]] * ofStatement[answers[i]][statements[i]];
        members.add(
            stated(1 + answers[i], costs[answers[i]][statements[i]], 3 + (long) statements[i]));
      }
      float[][] found = advantages(GroupMethod.rloo(), credit, List.of(members));
      double gradient = 0;
      for (int i = 0; i < 2; i++) {
        if (answers[i] == 0) {
          gradient += found[i][2] * ((statements[i] == 0 ? 1 : 0) - ofStatement[0][0]);
        }
      }
      mean += probability * gradient;
      square += probability * gradient * gradient;
    }
    return new Moments(mean, square);
  }

  static List<GroupMethod> methods() {
    return GroupTrainerTest.methods();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void episodesOfOneActionAreComparedAsEver(GroupMethod method) {
    List<List<RewardedTrajectory>> members =
        List.of(
            List.of(
                Rollout.after(0).acts(1, 2).worth(1, policy),
                Rollout.after(0).acts(3).worth(0.25, policy),
                Rollout.after(0).acts(2, 2, 4).worth(-1, policy)));
    EpisodeTable table =
        EpisodeTable.of(
            List.of(
                RolloutBatch.of(
                    List.of(new TrajectoryGroup("task", members.get(0), OptionalDouble.of(0.5))))));
    assertThat(GroupTrainer.advantages(table, GroupConfig.of(method).withCredit(Credit.ACTIONS)))
        .isDeepEqualTo(GroupTrainer.advantages(table, GroupConfig.of(method)));
  }

  @Test
  void aGreedyCompletionIsNoBaselineOfLaterActions() {
    EpisodeTable table =
        EpisodeTable.of(
            List.of(
                RolloutBatch.of(
                    List.of(
                        new TrajectoryGroup(
                            "task",
                            List.of(stated(1, 0.04, 2), stated(2, 0.64, 2)),
                            OptionalDouble.of(0.5))))));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                GroupTrainer.advantages(
                    table, GroupConfig.of(GroupMethod.remax()).withCredit(Credit.ACTIONS)))
        .withMessage(
            "credit: expected EPISODE where greedy completions are the baseline, got ACTIONS");
  }
}
