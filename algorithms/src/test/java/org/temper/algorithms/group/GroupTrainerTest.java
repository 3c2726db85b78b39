package org.temper.algorithms.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.algorithms.ComparedMetrics;
import org.temper.algorithms.Opened;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.policygradient.KlController;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.MinibatchConfig;
import org.temper.algorithms.policygradient.OldPolicy;
import org.temper.algorithms.policygradient.PolicyMetrics;
import org.temper.algorithms.policygradient.Rollout;
import org.temper.api.Policy;
import org.temper.api.Stateful;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.TrajectoryGroup;
import org.temper.losses.ClipRange;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.LiveArrays;
import org.temper.testkit.tables.TablePolicy;

class GroupTrainerTest {
  private static final int VOCABULARY = 5;
  @AutoClose private final Opened opened = new Opened();

  private GroupTrainer trainer(Policy policy, GroupConfig config, double learningRate) {
    return new GroupTrainer(
        policy, opened.add(GradientDescent.of(policy.parameters(), learningRate)), config, 1);
  }

  private static float[] table(Policy policy) {
    return policy.parameters().asList().get(0).array().toFloatArray();
  }

  private static TrajectoryGroup group(RewardedTrajectory... members) {
    return TrajectoryGroup.of("task", List.of(members));
  }

  private static List<RolloutBatch> batch(TrajectoryGroup... groups) {
    return List.of(RolloutBatch.of(List.of(groups)));
  }

  static List<GroupMethod> methods() {
    return List.of(
        GroupMethod.grpo(),
        GroupMethod.dapo(),
        GroupMethod.bnpo(),
        GroupMethod.drGrpo(4),
        GroupMethod.gspo(),
        GroupMethod.cispo(),
        GroupMethod.rloo(),
        GroupMethod.reinforcePlusPlus(),
        GroupMethod.reinforcePlusPlusBaseline(),
        GroupMethod.remax(),
        GroupMethod.opo(),
        GroupMethod.reinforce());
  }

  /**
   * A group of three completions after token 0 under the uniform policy over five tokens: [1] worth
   * 1, [2] worth 0 and [3] worth 0.5. Their unbiased deviation is 0.5, so that GRPO's advantages
   * are 1, −1 and 0. At ratio 1 the gradient of −A · log π(a) is −A · (onehot(a) − 1/5), of which a
   * third each is taken off.
   */
  @Test
  void oneUpdateOfGrpoIsTheOneComputedByHand() {
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    RolloutBatch batch =
        RolloutBatch.of(
            List.of(
                group(
                    Rollout.after(0).acts(1).worth(1, policy),
                    Rollout.after(0).acts(2).worth(0, policy),
                    Rollout.after(0).acts(3).worth(0.5, policy))));
    Metrics metrics =
        trainer(policy, GroupConfig.of(GroupMethod.grpo()), 1).iterate(List.of(batch));
    float[] row = Arrays.copyOf(table(policy), VOCABULARY);
    assertThat(row).containsExactly(new float[] {0, 1 / 3f, -1 / 3f, 0, 0}, within(1e-3f));
    assertThat(metrics.gradientNorm()).isCloseTo(Math.sqrt(2) / 3, within(1e-3));
    assertThat(metrics.get(PolicyMetrics.UPDATE.ratioMean())).isCloseTo(1, within(1e-6));
    assertThat(metrics.get(PolicyMetrics.UPDATE.ratioMax())).isCloseTo(1, within(1e-6));
    assertThat(metrics.get(PolicyMetrics.UPDATE.approximateKl())).isCloseTo(0, within(1e-6));
    assertThat(metrics.get(PolicyMetrics.ENTROPY)).isCloseTo(Math.log(VOCABULARY), within(1e-5));
    assertThat(metrics.get(PolicyMetrics.REWARD)).isCloseTo(0.5, within(1e-9));
    assertThat(metrics.get(PolicyMetrics.REWARD_DEVIATION)).isCloseTo(0.5, within(1e-9));
    assertThat(metrics.get(PolicyMetrics.EFFECTIVE_SAMPLE_SHARE)).isCloseTo(1, within(1e-6));
  }

  @Test
  void tokensOfTheEnvironmentAreNotLearnedFrom() {
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    trainer(policy, GroupConfig.of(GroupMethod.grpo()), 1)
        .iterate(
            batch(
                group(
                    Rollout.after(0).acts(1).sees(3, 4).acts(2).worth(1, policy),
                    Rollout.after(0).acts(1).sees(3, 4).acts(1).worth(0, policy))));
    float[] table = table(policy);
    // What follows 1 and 3 was the environment's choice.
    for (int token = 0; token < VOCABULARY; token++) {
      assertThat(table[1 * VOCABULARY + token]).isZero();
      assertThat(table[3 * VOCABULARY + token]).isZero();
    }
    assertThat(table[4 * VOCABULARY + 2]).isPositive();
    assertThat(table[4 * VOCABULARY + 1]).isNegative();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void equalRewardsLeaveThePolicyWhereItIs(GroupMethod method) {
    if (method.name().equals("reinforce")) {
      return;
    }
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 1));
    float[] before = table(policy);
    Metrics metrics =
        trainer(policy, GroupConfig.of(method), 1)
            .iterate(
                List.of(
                    RolloutBatch.of(
                        List.of(
                            new TrajectoryGroup(
                                "task",
                                List.of(
                                    Rollout.after(0).acts(1, 2).worth(1, policy),
                                    Rollout.after(0).acts(3).worth(1, policy)),
                                OptionalDouble.of(1))))));
    assertThat(table(policy)).containsExactly(before, within(1e-7f));
    assertThat(metrics.get(PolicyMetrics.GROUPS_WITHOUT_VARIANCE)).isEqualTo(1);
    assertThat(metrics.loss()).isCloseTo(0, within(1e-7));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodLearnsWhatIsRewarded(GroupMethod method) {
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    GroupTrainer trainer = trainer(policy, GroupConfig.of(method), 4);
    double first = 0;
    double last = 0;
    for (int i = 0; i < 60; i++) {
      Metrics metrics = trainer.iterate(List.of(sampled(policy, i)));
      first = i == 0 ? metrics.get(PolicyMetrics.REWARD) : first;
      last = metrics.get(PolicyMetrics.REWARD);
      assertThat(metrics.toMap()).allSatisfy((name, value) -> assertThat(value).isFinite());
    }
    assertThat(last).isGreaterThan(first + 0.3);
  }

  /** Completions of up to four tokens, ended by 4; worth the share of 1s among them. */
  private static RolloutBatch sampled(Policy policy, long seed) {
    Sampler sampler =
        Sampler.of(
            policy, SamplingConfig.defaults().withMaxNewTokens(4).withStopTokens(Set.of(4L)));
    List<TrajectoryGroup> groups = new ArrayList<>();
    for (var members : sampler.sampleGroups(List.of(new long[] {0}, new long[] {2, 3}), 8, seed)) {
      groups.add(
          new TrajectoryGroup(
              "task",
              members.stream()
                  .map(
                      member ->
                          RewardedTrajectory.of(
                              member,
                              member.completion().stream().filter(t -> t == 1).count() / 4.0))
                  .toList(),
              OptionalDouble.of(0.25)));
    }
    return RolloutBatch.of(groups);
  }

  @Test
  void howRowsAreSplitChangesNothing() {
    TablePolicy whole = opened.add(TablePolicy.random(VOCABULARY, 1));
    TablePolicy split = opened.add(TablePolicy.random(VOCABULARY, 1));
    GroupConfig config = GroupConfig.of(GroupMethod.grpo());
    RolloutBatch batch = sampled(whole, 7);
    Metrics atOnce = trainer(whole, config, 1).iterate(List.of(batch));
    Metrics inParts =
        trainer(split, config.withMinibatches(MinibatchConfig.single().withRowsAtOnce(3)), 1)
            .iterate(
                List.of(
                    RolloutBatch.of(batch.groups().subList(0, 1)),
                    RolloutBatch.of(batch.groups().subList(1, 2))));
    assertThat(table(split)).containsExactly(table(whole), within(1e-5f));
    ComparedMetrics.assertClose(inParts, atOnce, 1e-4);
  }

  @Test
  void penaltyInTheLossPullsBackToTheReference() {
    TablePolicy reference = opened.add(TablePolicy.uniform(VOCABULARY));
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 3));
    GroupConfig config =
        GroupConfig.of(GroupMethod.grpo())
            .withKlPenalty(KlPenalty.inLoss(opened.add(KlController.fixed(1))));
    GroupTrainer trainer =
        new GroupTrainer(
            policy, reference, opened.add(GradientDescent.of(policy.parameters(), 0.5)), config, 1);
    double first = 0;
    double last = 0;
    for (int i = 0; i < 200; i++) {
      RolloutBatch batch = sampled(policy, i);
      // All rewards equal: the penalty alone is left.
      List<TrajectoryGroup> equal =
          batch.groups().stream()
              .map(
                  group ->
                      TrajectoryGroup.of(
                          "task",
                          group.members().stream()
                              .map(member -> RewardedTrajectory.of(member.trajectory(), 1))
                              .toList()))
              .toList();
      Metrics metrics = trainer.iterate(List.of(RolloutBatch.of(equal)));
      first = i == 0 ? metrics.get(PolicyMetrics.KL_K3) : first;
      last = metrics.get(PolicyMetrics.KL_K3);
    }
    assertThat(first).isGreaterThan(0.05);
    assertThat(last).isLessThan(first / 20);
  }

  /**
   * Two completions, equal rewards, and a penalty of coefficient 1 by k1: what was less likely
   * under the reference is worth less. Rewards less the penalty are −log π/π_ref, of which RLOO
   * takes the other's off.
   */
  @Test
  void penaltyInTheRewardIsComparedWithinTheGroup() {
    TablePolicy reference = opened.add(TablePolicy.random(VOCABULARY, 3));
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    RewardedTrajectory one = Rollout.after(0).acts(1).worth(0, policy);
    RewardedTrajectory two = Rollout.after(0).acts(2).worth(0, policy);
    double first = one.trajectory().actions().get(0).logProbs().get(0) - logProb(reference, 1);
    double second = two.trajectory().actions().get(0).logProbs().get(0) - logProb(reference, 2);
    GroupTrainer trainer =
        new GroupTrainer(
            policy,
            reference,
            opened.add(GradientDescent.of(policy.parameters(), 1)),
            GroupConfig.of(GroupMethod.rloo())
                .withKlPenalty(KlPenalty.inReward(opened.add(KlController.fixed(1)))),
            1);
    Metrics metrics = trainer.iterate(batch(group(one, two)));
    double advantage = second - first;
    float[] row = Arrays.copyOf(table(policy), VOCABULARY);
    // The advantages are A and −A; of −A·(onehot − 1/5) half each is taken off.
    assertThat(row)
        .containsExactly(
            new float[] {0, (float) advantage / 2, (float) -advantage / 2, 0, 0}, within(1e-4f));
    assertThat(metrics.get(PolicyMetrics.KL)).isCloseTo((first + second) / 2, within(1e-5));
    assertThat(metrics.get(PolicyMetrics.KL_COEFFICIENT)).isEqualTo(1);
  }

  private static double logProb(Policy policy, long token) {
    return Rollout.after(0)
        .acts(token)
        .worth(0, policy)
        .trajectory()
        .actions()
        .get(0)
        .logProbs()
        .get(0);
  }

  @Test
  void completionsWithoutTokensCountInTheirGroupAlone() {
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    Ending cut = Ending.truncated(Ending.LENGTH);
    Metrics metrics =
        trainer(policy, GroupConfig.of(GroupMethod.drGrpo(4)), 1)
            .iterate(
                batch(
                    group(
                        Rollout.after(0).worth(1, policy, cut),
                        Rollout.after(0).acts(1).worth(0, policy))));
    // The mean is 0.5, so that the completion of one token has the advantage −0.5; divided by one
    // sequence and the length 4 that is −1/8 · (onehot − 1/5).
    float[] row = Arrays.copyOf(table(policy), VOCABULARY);
    assertThat(row)
        .containsExactly(new float[] {0.025f, -0.1f, 0.025f, 0.025f, 0.025f}, within(1e-6f));
    assertThat(metrics.get(PolicyMetrics.EPISODES)).isEqualTo(2);
    assertThat(metrics.get(PolicyMetrics.TRUNCATED)).isEqualTo(0.5);
    assertThat(metrics.get(PolicyMetrics.COMPLETION_LENGTH)).isEqualTo(0.5);
  }

  @Test
  void anIterationWithoutATokenChangesNothing() {
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 1));
    float[] before = table(policy);
    Ending cut = Ending.truncated(Ending.LENGTH);
    Metrics metrics =
        trainer(policy, GroupConfig.of(GroupMethod.grpo()), 1)
            .iterate(
                batch(
                    group(
                        Rollout.after(0).worth(1, policy, cut),
                        Rollout.after(0).worth(0, policy, cut))));
    assertThat(table(policy)).isEqualTo(before);
    assertThat(metrics.get(PolicyMetrics.UPDATE.updates())).isZero();
    assertThat(metrics.toMap()).allSatisfy((name, value) -> assertThat(value).isFinite());
  }

  @Test
  void aGroupOfOneLearnsNothingFromItself() {
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 1));
    float[] before = table(policy);
    trainer(policy, GroupConfig.of(GroupMethod.grpo()), 1)
        .iterate(batch(group(Rollout.after(0).acts(1).worth(3, policy))));
    assertThat(table(policy)).containsExactly(before, within(1e-7f));
  }

  @Test
  void anEndTokenThatIsAlsoThePaddingIsLearned() {
    // Rows of different lengths whose last token, 0, is the id that fills up the shorter row.
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    trainer(policy, GroupConfig.of(GroupMethod.rloo()), 1)
        .iterate(
            batch(
                group(
                    Rollout.after(1).acts(2, 0).worth(1, policy),
                    Rollout.after(1).acts(2, 3, 4, 4, 4).worth(0, policy))));
    float[] after2 = Arrays.copyOfRange(table(policy), 10, 15);
    // Advantages 1 and −1, half each: 0 gains, 3 loses, and nothing else differs.
    assertThat(after2).containsExactly(new float[] {0.5f, 0, 0, -0.5f, 0}, within(1e-6f));
    // After the end nothing is learned: 0 is followed by no token.
    assertThat(Arrays.copyOf(table(policy), 5)).containsOnly(0);
  }

  @Test
  void promptsOfDifferentLengthGiveWhatTheyGiveAlone() {
    TablePolicy together = opened.add(TablePolicy.random(VOCABULARY, 1));
    TablePolicy apart = opened.add(TablePolicy.random(VOCABULARY, 1));
    long[] longPrompt = new long[200];
    Arrays.fill(longPrompt, 3);
    TrajectoryGroup first =
        group(
            Rollout.after(1).acts(2).worth(1, together),
            Rollout.after(1).acts(4).worth(0, together));
    TrajectoryGroup second =
        group(
            Rollout.after(longPrompt).acts(0).worth(1, together),
            Rollout.after(longPrompt).acts(1).worth(0, together));
    GroupConfig config = GroupConfig.of(GroupMethod.rloo());
    float[] before = table(apart);
    trainer(together, config, 1).iterate(batch(first, second));
    GroupTrainer alone = trainer(apart, config, 0.5);
    alone.iterate(batch(first));
    alone.iterate(batch(second));
    // They reach different rows of the table, so that their gradients add up; the mean is over
    // four.
    assertThat(table(together)).isNotEqualTo(before);
    assertThat(table(together)).containsExactly(table(apart), within(1e-5f));
  }

  @Test
  void recomputedLogProbsCorrectForTheTemperature() {
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 1));
    Sampler hot =
        Sampler.of(policy, SamplingConfig.defaults().withTemperature(3).withMaxNewTokens(3));
    List<RewardedTrajectory> members =
        hot.sampleGroups(List.of(new long[] {0}), 64, 5).get(0).stream()
            .map(member -> RewardedTrajectory.of(member, (double) member.completion().get(0)))
            .toList();
    GroupConfig config =
        GroupConfig.of(GroupMethod.grpo()).withOldPolicy(OldPolicy.recomputed(1.5));
    Metrics metrics =
        trainer(policy, config, 0.01).iterate(batch(TrajectoryGroup.of("task", members)));
    assertThat(metrics.get(PolicyMetrics.IMPORTANCE_MAX)).isCloseTo(1.5, within(1e-6));
    assertThat(metrics.get(PolicyMetrics.EFFECTIVE_SAMPLE_SHARE)).isBetween(0.3, 0.99);
    assertThat(metrics.get(PolicyMetrics.UPDATE.ratioMax())).isCloseTo(1, within(1e-5));
  }

  @Test
  void anIterationStopsWhereThePolicyHasMovedTooFar() {
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    MinibatchConfig passes = MinibatchConfig.single().withEpochs(50);
    GroupConfig config = GroupConfig.of(GroupMethod.grpo());
    RolloutBatch batch = sampled(policy, 1);
    Metrics metrics =
        trainer(policy, config.withMinibatches(passes.withMaxKl(0.01)), 1).iterate(List.of(batch));
    assertThat(metrics.get(PolicyMetrics.UPDATE.updates())).isBetween(2.0, 49.0);
  }

  @Test
  void sameSeedGivesTheSameNumbersAndAResumedTrainerGoesOn() {
    GroupConfig config =
        GroupConfig.of(GroupMethod.dapo())
            .withMinibatches(new MinibatchConfig(2, 3, 2, Double.POSITIVE_INFINITY));
    TablePolicy whole = opened.add(TablePolicy.random(VOCABULARY, 1));
    GroupTrainer uninterrupted = trainer(whole, config, 0.5);
    for (int i = 0; i < 4; i++) {
      uninterrupted.iterate(List.of(sampled(whole, i)));
    }
    TablePolicy first = opened.add(TablePolicy.random(VOCABULARY, 1));
    GroupTrainer stopped = trainer(first, config, 0.5);
    stopped.iterate(List.of(sampled(first, 0)));
    stopped.iterate(List.of(sampled(first, 1)));
    TablePolicy second = opened.add(TablePolicy.random(VOCABULARY, 9));
    GroupTrainer resumed = trainer(second, config, 0.5);
    for (Map.Entry<String, Stateful> part : resumed.state().entrySet()) {
      part.getValue().restore(stopped.state().get(part.getKey()).state());
    }
    resumed.iterate(List.of(sampled(second, 2)));
    resumed.iterate(List.of(sampled(second, 3)));
    assertThat(table(second)).isEqualTo(table(whole));
  }

  @Test
  void noArrayIsLeftBehind() {
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 1));
    TablePolicy reference = opened.add(policy.frozenCopy());
    GroupConfig config =
        GroupConfig.of(GroupMethod.gspo())
            .withKlPenalty(KlPenalty.inLoss(opened.add(KlController.adaptive(0.1, 1, 100))))
            .withEntropyCoefficient(0.01);
    GroupTrainer trainer =
        new GroupTrainer(
            policy, reference, opened.add(GradientDescent.of(policy.parameters(), 0.1)), config, 1);
    trainer.iterate(List.of(sampled(policy, 0)));
    int before = LiveArrays.count();
    trainer.iterate(List.of(sampled(policy, 1)));
    assertThat(LiveArrays.count()).isEqualTo(before);
  }

  @Test
  void theIdentityStatesEverySetting() {
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    GroupConfig config = GroupConfig.of(GroupMethod.dapo());
    Map<String, String> plain = trainer(policy, config, 1).identity();
    assertThat(plain)
        .containsEntry("trainer.algorithm", "dapo")
        .containsEntry("trainer.objective", "clipped")
        .containsEntry("trainer.clip_low", "0.2")
        .containsEntry("trainer.clip_high", "0.28")
        .containsEntry("trainer.reduction", "token_mean")
        .containsEntry("trainer.kl_placement", "NONE")
        .containsEntry("trainer.passes", "1")
        .containsEntry("trainer.max_kl", "Infinity")
        .containsEntry("trainer.old_log_probs", "RECORDED")
        .containsEntry("trainer.seed", "1");
    KlController controller = opened.add(KlController.adaptive(0.1, 6, 100));
    GroupTrainer held =
        new GroupTrainer(
            policy,
            opened.add(policy.frozenCopy()),
            opened.add(GradientDescent.of(policy.parameters(), 1)),
            config.withKlPenalty(KlPenalty.inLoss(controller)).withEntropyCoefficient(0.01),
            1);
    assertThat(held.identity())
        .containsEntry("trainer.kl_placement", "LOSS")
        .containsEntry("trainer.kl_estimator", "K3")
        .containsEntry("trainer.kl_coefficient", "0.1")
        .containsEntry("trainer.kl_target", "6.0")
        .containsEntry("trainer.entropy_coefficient", "0.01");
    // What it adapts to is state, not a setting.
    Map<String, String> before = held.identity();
    held.iterate(List.of(sampled(policy, 0)));
    held.iterate(List.of(sampled(policy, 1)));
    assertThat(controller.coefficient()).isNotEqualTo(0.1);
    assertThat(held.identity()).isEqualTo(before);
    assertThat(
            methods().stream().map(method -> trainer(policy, GroupConfig.of(method), 1).identity()))
        .doesNotHaveDuplicates();
  }

  @Test
  void theMetricsAreThoseThatAreDeclared() {
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    GroupTrainer trainer =
        new GroupTrainer(
            policy,
            opened.add(policy.frozenCopy()),
            opened.add(GradientDescent.of(policy.parameters(), 1)),
            GroupConfig.of(GroupMethod.grpo())
                .withKlPenalty(KlPenalty.inLoss(opened.add(KlController.fixed(1)))),
            1);
    Metrics metrics = trainer.iterate(List.of(sampled(policy, 0)));
    assertThat(metrics.values().keySet()).containsExactlyElementsOf(PolicyMetrics.ALL);
    assertThat(trainer.metrics()).isEqualTo(PolicyMetrics.ALL);
    Ending cut = Ending.truncated(Ending.LENGTH);
    assertThat(
            trainer.iterate(batch(group(Rollout.after(0).worth(1, policy, cut)))).values().keySet())
        .containsExactlyElementsOf(PolicyMetrics.ALL);
  }

  @Test
  void badArgumentsAreNamed() {
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    GroupTrainer trainer = trainer(policy, GroupConfig.of(GroupMethod.remax()), 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.iterate(List.of()))
        .withMessageContaining("microBatches");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.iterate(batch(group(Rollout.after(0).acts(1).worth(1, policy)))))
        .withMessageContaining("greedyReward");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                trainer(
                    policy,
                    GroupConfig.of(GroupMethod.grpo())
                        .withKlPenalty(KlPenalty.inLoss(opened.add(KlController.fixed(1)))),
                    1))
        .withMessageContaining("reference");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new KlPenalty(
                    KlPenalty.Placement.LOSS,
                    KlPenalty.Estimator.K1,
                    opened.add(KlController.fixed(1))))
        .withMessageContaining("K1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClipRange(-1, 0))
        .withMessageContaining("low");
  }

  /**
   * Policy and reference are the same, but what was recorded while sampling differs from what is
   * scored now in its last digits, as another kernel's results do.
   */
  @ParameterizedTest
  @MethodSource("methods")
  void roundingOfLogProbabilitiesIsNoDivergence(GroupMethod method) {
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 3));
    Policy reference = opened.add(policy.frozenCopy());
    GroupConfig config =
        GroupConfig.of(method)
            .withKlPenalty(KlPenalty.inReward(opened.add(KlController.fixed(0.05))));
    GroupTrainer trainer =
        new GroupTrainer(
            policy, reference, opened.add(GradientDescent.of(policy.parameters(), 1)), config, 1);
    float[] before = table(policy);
    TrajectoryGroup group =
        new TrajectoryGroup(
            "task",
            List.of(
                Rollout.after(0).acts(1, 2).recordedOffBy(2e-7).worth(0, policy),
                Rollout.after(0).acts(2, 3).recordedOffBy(-3e-7).worth(0, policy),
                Rollout.after(0).acts(4, 4).recordedOffBy(1e-7).worth(0, policy)),
            OptionalDouble.of(0));
    Metrics metrics = trainer.iterate(List.of(RolloutBatch.of(List.of(group))));
    assertThat(metrics.gradientNorm()).isLessThan(1e-6);
    assertThat(table(policy)).containsExactly(before, within(1e-6f));
  }

  @Test
  void aHorizonThatIsTooShortIsRefusedBeforeAnythingIsLearned() {
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 3));
    Policy reference = opened.add(policy.frozenCopy());
    GroupConfig config =
        GroupConfig.of(GroupMethod.grpo())
            .withKlPenalty(KlPenalty.inLoss(opened.add(KlController.adaptive(0.1, 1, 0.3))));
    GroupTrainer trainer =
        new GroupTrainer(
            policy, reference, opened.add(GradientDescent.of(policy.parameters(), 1)), config, 1);
    float[] before = table(policy);
    List<RolloutBatch> batch =
        batch(
            group(
                Rollout.after(0).acts(1).worth(1, policy),
                Rollout.after(0).acts(2).worth(0, policy)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.iterate(batch))
        .withMessageStartingWith("horizon: expected a number above 0.4");
    assertThat(table(policy)).isEqualTo(before);
  }

  @Test
  void aDivergenceThatIsNoNumberIsToldAndChangesNothing() {
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 3));
    float[][] unknown = new float[VOCABULARY][VOCABULARY];
    unknown[0][1] = Float.NaN;
    GroupConfig config =
        GroupConfig.of(GroupMethod.grpo())
            .withKlPenalty(KlPenalty.inLoss(opened.add(KlController.adaptive(0.1, 1, 100))));
    GroupTrainer trainer =
        new GroupTrainer(
            policy,
            opened.add(TablePolicy.of(unknown)),
            opened.add(GradientDescent.of(policy.parameters(), 1)),
            config,
            1);
    float[] before = table(policy);
    Metrics metrics =
        trainer.iterate(
            batch(
                group(
                    Rollout.after(0).acts(1).worth(1, policy),
                    Rollout.after(0).acts(2).worth(0, policy))));
    assertThat(metrics.loss()).isNaN();
    assertThat(metrics.get(PolicyMetrics.KL_COEFFICIENT)).isEqualTo(0.1);
    assertThat(table(policy)).isEqualTo(before);
  }

  /** A reward and its penalty cancel each other, but for the last digits of float32. */
  @Test
  void roundingOfWhatCancelsIsNoAdvantage() {
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    TablePolicy reference = opened.add(TablePolicy.random(VOCABULARY, 9));
    KlPenalty penalty = KlPenalty.inReward(opened.add(KlController.fixed(100)));
    GroupTrainer trainer =
        new GroupTrainer(
            policy,
            reference,
            opened.add(GradientDescent.of(policy.parameters(), 1)),
            GroupConfig.of(GroupMethod.grpo()).withKlPenalty(penalty),
            1);
    double kl = Math.log(1.0 / VOCABULARY) - logProb(reference, 1);
    float[] before = table(policy);
    trainer.iterate(
        batch(
            group(
                Rollout.after(0).acts(1).worth(100 * kl, policy),
                Rollout.after(0).acts(1).recordedOffBy(1e-7).worth(100 * kl, policy))));
    assertThat(table(policy)).containsExactly(before, within(1e-6f));
  }

  @Test
  void anEpisodeThatCannotBeScoredIsRefusedBeforeAnythingIsLearned() {
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    TablePolicy wider = opened.add(TablePolicy.uniform(VOCABULARY + 3));
    GroupConfig config =
        GroupConfig.of(GroupMethod.drGrpo(4))
            .withMinibatches(MinibatchConfig.single().withMinibatches(2));
    float[] before = table(policy);
    // Whichever of the two comes first.
    for (int seed = 0; seed < 8; seed++) {
      GroupTrainer trainer =
          new GroupTrainer(
              policy, opened.add(GradientDescent.of(policy.parameters(), 1)), config, seed);
      List<RolloutBatch> batch =
          batch(
              group(
                  Rollout.after(0).acts(1).worth(1, policy),
                  Rollout.after(0).acts(VOCABULARY + 1).worth(0, wider)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.iterate(batch))
          .withMessageContaining("expected tokens from 0 to 4, got 6");
      assertThat(table(policy)).isEqualTo(before);
    }
  }
}
