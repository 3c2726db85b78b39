package org.temper.algorithms.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.training.tracker.Tracker;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.group.GroupConfig.ProperScores;
import org.temper.algorithms.run.Schedules;
import org.temper.api.rollouts.RewardKind;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.ConfidenceBandit;
import org.temper.testkit.tables.TablePolicy;

class ConfidenceBanditTest {
  private static final int ITERATIONS = 120;
  private static final ConfidenceBandit BANDIT =
      ConfidenceBandit.of(new double[] {0.1, 0.25, 0.4, 0.6, 0.75, 0.9}, 11);

  /** Mean |q − p| after training with the Brier reward. */
  private static double error(GroupConfig config, long seed) {
    Tracker rates = Schedules.constant(0.1, 0);
    try (TablePolicy policy = BANDIT.policy();
        AdamW optimizer = AdamW.of(policy.parameters(), AdamWConfig.of(rates))) {
      GroupTrainer trainer = new GroupTrainer(policy, optimizer, config, seed);
      for (int i = 0; i < ITERATIONS; i++) {
        trainer.iterate(List.of(BANDIT.play(policy, 4, 4, seed * ITERATIONS + i)));
      }
      return BANDIT.error(policy);
    }
  }

  @Test
  void theTruthIsLearnedWithoutDivisionAndNotWithIt() {
    double rloo = 0;
    double grpo = 0;
    for (long seed = 0; seed < 2; seed++) {
      rloo += error(GroupConfig.of(GroupMethod.rloo()), seed) / 2;
      grpo +=
          error(GroupConfig.of(GroupMethod.grpo()).withProperScores(ProperScores.DIVIDED), seed)
              / 2;
    }
    assertThat(rloo).isLessThan(0.06);
    assertThat(grpo).isGreaterThan(0.1);
  }

  @Test
  void anUntrainedPolicyIsAsFarOffAsItsUniformConfidence() {
    try (TablePolicy policy = BANDIT.policy()) {
      // |0.5 − p|: 0.4, 0.25 and 0.1, twice each
      assertThat(BANDIT.error(policy)).isCloseTo(0.25, within(1e-6));
    }
  }

  @Test
  void aProperScoreDividedByEachGroupsDeviationIsRefusedUnlessInsistedOn() {
    try (TablePolicy policy = BANDIT.policy();
        GradientDescent optimizer = GradientDescent.of(policy.parameters(), 1)) {
      RolloutBatch batch = BANDIT.play(policy, 1, 4, 1);
      assertThat(batch.rewardKind()).isEqualTo(RewardKind.PROPER_SCORE);
      float[] before = policy.parameters().asList().get(0).array().toFloatArray();
      for (GroupMethod method :
          List.of(
              GroupMethod.grpo(),
              GroupMethod.bnpo(),
              GroupMethod.dapo(),
              GroupMethod.gspo(),
              GroupMethod.cispo())) {
        GroupConfig config = GroupConfig.of(method);
        GroupTrainer trainer = new GroupTrainer(policy, optimizer, config, 1);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> trainer.iterate(List.of(batch)))
            .withMessage(
                "rewards: expected ordinary ones with %s, got a proper score of a stated confidence:"
                    + " divided by each group's deviation it teaches another confidence than the true"
                    + " one; use GroupMethod.rloo() or another that does not divide, or insist with"
                    + " withProperScores(DIVIDED)",
                method.name());
        config.checkRewards(RewardKind.ORDINARY);
        config.withProperScores(ProperScores.DIVIDED).checkRewards(RewardKind.PROPER_SCORE);
      }
      for (GroupMethod method :
          List.of(
              GroupMethod.rloo(),
              GroupMethod.drGrpo(1),
              GroupMethod.remax(),
              GroupMethod.opo(),
              GroupMethod.reinforce(),
              GroupMethod.reinforcePlusPlus(),
              GroupMethod.reinforcePlusPlusBaseline())) {
        GroupConfig.of(method).checkRewards(RewardKind.PROPER_SCORE);
      }
      assertThat(policy.parameters().asList().get(0).array().toFloatArray()).isEqualTo(before);
      new GroupTrainer(policy, optimizer, GroupConfig.of(GroupMethod.rloo()), 1)
          .iterate(List.of(batch));
      assertThat(policy.parameters().asList().get(0).array().toFloatArray()).isNotEqualTo(before);
    }
  }
}
