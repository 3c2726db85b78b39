package org.temper.algorithms.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.temper.algorithms.ComparedMetrics;
import org.temper.algorithms.Opened;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.policygradient.KlController;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.MinibatchConfig;
import org.temper.algorithms.policygradient.PolicyMetrics;
import org.temper.algorithms.policygradient.Rollout;
import org.temper.algorithms.ppo.PpoConfig.Advantages;
import org.temper.algorithms.ppo.PpoConfig.Scale;
import org.temper.algorithms.ppo.PpoConfig.ValueLoss;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.Stateful;
import org.temper.api.ValueModel;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.TrajectoryGroup;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.LiveArrays;
import org.temper.testkit.tables.TableActorCritic;
import org.temper.testkit.tables.TablePolicy;
import org.temper.testkit.tables.TableValueModel;

class PpoTrainerTest {
  private static final int VOCABULARY = 5;
  private static final PpoConfig RAW =
      PpoConfig.defaults()
          .withAdvantages(new Advantages(1, 1, Scale.RAW))
          .withValueLoss(new ValueLoss(1, OptionalDouble.empty()))
          .withMinibatches(MinibatchConfig.single());

  @AutoClose private final Opened opened = new Opened();

  /** Where values come from. */
  enum Trunk {
    SHARED,
    SEPARATE
  }

  /** A policy, its values, and what trains them. */
  private record Subject(Policy policy, TableValueModel values, PpoTrainer trainer) {
    float[] table() {
      return policy.parameters().asList().get(0).array().toFloatArray();
    }

    float[] worth() {
      return values.parameters().asList().get(0).array().toFloatArray();
    }
  }

  private Subject subject(Trunk trunk, TablePolicy table, PpoConfig config, double rate) {
    return subject(trunk, table, Optional.empty(), config, rate, new float[VOCABULARY]);
  }

  private Subject subject(
      Trunk trunk,
      TablePolicy table,
      Optional<Policy> reference,
      PpoConfig config,
      double rate,
      float[] worth) {
    TableValueModel values = TableValueModel.of(worth);
    if (trunk == Trunk.SHARED) {
      TableActorCritic policy = opened.add(TableActorCritic.of(table, values));
      return new Subject(
          policy,
          values,
          PpoTrainer.shared(
              policy,
              reference,
              opened.add(GradientDescent.of(policy.parameters(), rate)),
              config,
              1));
    }
    opened.add(table);
    opened.add(values);
    return new Subject(
        table,
        values,
        PpoTrainer.separate(
            table,
            reference,
            opened.add(GradientDescent.of(table.parameters(), rate)),
            values,
            opened.add(GradientDescent.of(values.parameters(), rate)),
            config,
            1));
  }

  private static List<RolloutBatch> batch(RewardedTrajectory... episodes) {
    return List.of(RolloutBatch.of(List.of(TrajectoryGroup.of("task", List.of(episodes)))));
  }

  /**
   * One completion [1, 2] after 0, worth 3, under the uniform policy, with all values 0, no
   * discount and lambda 1: both tokens have the advantage and the return 3. The policy's gradient
   * of a token is −3 · (onehot − 1/5) / 2; a value's is 2 · (0 − 3) / 2.
   */
  @ParameterizedTest
  @EnumSource
  void oneUpdateIsTheOneComputedByHand(Trunk trunk) {
    Subject subject = subject(trunk, TablePolicy.uniform(VOCABULARY), RAW, 1);
    Metrics metrics =
        subject.trainer().iterate(batch(Rollout.after(0).acts(1, 2).worth(3, subject.policy())));
    assertThat(Arrays.copyOf(subject.table(), 10))
        .containsExactly(
            new float[] {-0.3f, 1.2f, -0.3f, -0.3f, -0.3f, -0.3f, -0.3f, 1.2f, -0.3f, -0.3f},
            within(1e-5f));
    assertThat(subject.worth()).containsExactly(new float[] {3, 3, 0, 0, 0}, within(1e-5f));
    assertThat(metrics.get(PpoMetrics.VALUE_LOSS)).isCloseTo(9, within(1e-5));
    assertThat(metrics.get(PpoMetrics.EXPLAINED_VARIANCE)).isZero();
    assertThat(metrics.get(PpoMetrics.VALUE_MEAN)).isZero();
  }

  /**
   * Discount 0.9 and lambda 0.5 over [1, 2, 4], worth 1 at the end; values 0.5, 0.25 and 0.75 of
   * the states after 0, 1 and 2. Residuals: 0.9 · 0.25 − 0.5 = −0.275; 0.9 · 0.75 − 0.25 = 0.425; 1
   * − 0.75 = 0.25. Advantages: A3 = 0.25; A2 = 0.425 + 0.45 · 0.25 = 0.5375; A1 = −0.275 + 0.45 ·
   * 0.5375 = −0.033125. The environment's tokens between the actions change none of them.
   */
  @Test
  void advantagesPassOverWhatTheEnvironmentSaid() {
    PpoConfig config = RAW.withAdvantages(new Advantages(0.9, 0.5, Scale.RAW));
    float[] worth = {0.5f, 0.25f, 0.75f, 9, 9};
    float[] expected = {-0.033125f, 0.5375f, 0.25f};
    Subject plain =
        subject(
            Trunk.SEPARATE, TablePolicy.uniform(VOCABULARY), Optional.empty(), config, 1, worth);
    plain.trainer().iterate(batch(Rollout.after(0).acts(1, 2, 4).worth(1, plain.policy())));
    Subject gapped =
        subject(
            Trunk.SEPARATE, TablePolicy.uniform(VOCABULARY), Optional.empty(), config, 1, worth);
    // The same states again: what is seen ends in the token that the action before ended in.
    gapped
        .trainer()
        .iterate(
            batch(
                Rollout.after(0)
                    .acts(1)
                    .sees(3, 3, 1)
                    .acts(2)
                    .sees(3, 2)
                    .acts(4)
                    .worth(1, gapped.policy())));
    assertThat(gapped.table()).containsExactly(plain.table(), within(1e-6f));
    assertThat(gapped.worth()).containsExactly(plain.worth(), within(1e-6f));
    // A third of −A · (1 − 1/5) was taken off the chosen token's logit.
    assertThat(plain.table()[1]).isCloseTo(expected[0] * 0.8f / 3, within(1e-6f));
    assertThat(plain.table()[5 + 2]).isCloseTo(expected[1] * 0.8f / 3, within(1e-6f));
    assertThat(plain.table()[10 + 4]).isCloseTo(expected[2] * 0.8f / 3, within(1e-6f));
  }

  /** The state after the last token, 2, is worth 7: what a truncated episode still expects. */
  @ParameterizedTest
  @EnumSource
  void onlyTruncationBootstraps(Trunk trunk) {
    float[] worth = {0, 0, 7, 0, 0};
    for (Ending ending :
        List.of(Ending.terminated(Ending.END_TOKEN), Ending.truncated(Ending.LENGTH))) {
      Subject subject =
          subject(trunk, TablePolicy.uniform(VOCABULARY), Optional.empty(), RAW, 1, worth);
      subject.trainer().iterate(batch(Rollout.after(0).acts(2).worth(1, subject.policy(), ending)));
      double expected = ending.kind() == Ending.Kind.TRUNCATED ? 8 : 1;
      // The value of the state after 0 was 0; its gradient is 2 · (0 − return).
      assertThat(subject.worth()[0]).isCloseTo((float) (2 * expected), within(1e-5f));
      assertThat(subject.worth()[2]).isEqualTo(7);
    }
  }

  @Test
  void rewardsOfTurnsLieWhereTheyWereGiven() {
    Subject subject = subject(Trunk.SEPARATE, TablePolicy.uniform(VOCABULARY), RAW, 1);
    // 2 for the first action, and 5 in all: 3 more at the end.
    subject
        .trainer()
        .iterate(batch(Rollout.after(0).actsFor(2, 1).sees(3).acts(2).worth(5, subject.policy())));
    // Half of the gradient 2 · (0 − return): the returns are 5 and 3.
    assertThat(subject.worth()).containsExactly(new float[] {5, 0, 0, 3, 0}, within(1e-5f));
  }

  @Test
  void whitenedAdvantagesDoNotMoveWithTheReward() {
    PpoConfig config = RAW.withAdvantages(new Advantages(1, 1, Scale.WHITENED));
    float[][] tables = new float[2][];
    for (int i = 0; i < 2; i++) {
      Subject subject = subject(Trunk.SEPARATE, TablePolicy.uniform(VOCABULARY), config, 1);
      double shift = i * 100;
      double scale = 1 + i;
      subject
          .trainer()
          .iterate(
              batch(
                  Rollout.after(0).acts(1).worth(shift, subject.policy()),
                  Rollout.after(0).acts(2).worth(scale + shift, subject.policy()),
                  Rollout.after(0).acts(3).worth(3 * scale + shift, subject.policy())));
      tables[i] = subject.table();
    }
    assertThat(tables[1]).containsExactly(tables[0], within(1e-4f));
  }

  @ParameterizedTest
  @EnumSource
  void thePolicyLearnsWhatIsRewardedAndTheValuesWhatToExpect(Trunk trunk) {
    PpoConfig config =
        PpoConfig.defaults()
            .withMinibatches(MinibatchConfig.single().withEpochs(2).withMinibatches(2))
            .withValueLoss(new ValueLoss(0.5, OptionalDouble.of(0.2)));
    Subject subject = subject(trunk, TablePolicy.uniform(VOCABULARY), config, 0.2);
    double first = 0;
    Metrics last = null;
    for (int i = 0; i < 200; i++) {
      last = subject.trainer().iterate(List.of(sampled(subject.policy(), i)));
      first = i == 0 ? last.get(PolicyMetrics.REWARD) : first;
      assertThat(last.toMap()).allSatisfy((name, value) -> assertThat(value).isFinite());
    }
    assertThat(last.get(PolicyMetrics.REWARD)).isGreaterThan(first + 0.3);
    assertThat(last.get(PpoMetrics.VALUE_LOSS)).isLessThan(0.05);
  }

  /** At four tokens the task is over: were it cut off there, values would grow without bound. */
  private static Trajectory ended(Trajectory trajectory) {
    return new Trajectory(trajectory.segments(), Ending.terminated("over"));
  }

  /** Completions of up to four tokens, ended by 4; worth the share of 1s among them. */
  private static RolloutBatch sampled(Policy policy, long seed) {
    Sampler sampler =
        Sampler.of(
            policy, SamplingConfig.defaults().withMaxNewTokens(4).withStopTokens(Set.of(4L)));
    return RolloutBatch.of(
        sampler.sampleGroups(List.of(new long[] {0}, new long[] {2, 3}), 8, seed).stream()
            .map(
                members ->
                    TrajectoryGroup.of(
                        "task",
                        members.stream()
                            .map(
                                member ->
                                    RewardedTrajectory.of(
                                        ended(member),
                                        member.completion().stream().filter(t -> t == 1).count()
                                            / 4.0))
                            .toList()))
            .toList());
  }

  @Test
  void theAdaptivePenaltyKeepsToItsTarget() {
    TablePolicy table = TablePolicy.uniform(VOCABULARY);
    Policy reference = opened.add(table.frozenCopy());
    KlController controller = opened.add(KlController.adaptive(0.05, 0.5, 50));
    PpoConfig config = PpoConfig.defaults().withKlPenalty(KlPenalty.inReward(controller));
    Subject subject =
        subject(Trunk.SEPARATE, table, Optional.of(reference), config, 0.5, new float[VOCABULARY]);
    double sum = 0;
    for (int i = 0; i < 150; i++) {
      Metrics metrics = subject.trainer().iterate(List.of(sampled(subject.policy(), i)));
      sum += i >= 100 ? metrics.get(PolicyMetrics.KL) : 0;
    }
    assertThat(sum / 50).isBetween(0.2, 1.0);
    assertThat(controller.coefficient()).isNotEqualTo(0.05);
  }

  @ParameterizedTest
  @EnumSource
  void aResumedTrainerGoesOnAsTheUninterruptedOne(Trunk trunk) {
    KlController whole = opened.add(KlController.adaptive(0.1, 0.3, 50));
    Subject uninterrupted = withPenalty(trunk, 1, whole);
    Policy[] policies = {uninterrupted.policy()};
    for (int i = 0; i < 4; i++) {
      uninterrupted.trainer().iterate(List.of(sampled(policies[0], i)));
    }
    Subject stopped = withPenalty(trunk, 1, opened.add(KlController.adaptive(0.1, 0.3, 50)));
    for (int i = 0; i < 2; i++) {
      stopped.trainer().iterate(List.of(sampled(stopped.policy(), i)));
    }
    KlController restored = opened.add(KlController.adaptive(0.1, 0.3, 50));
    Subject resumed = withPenalty(trunk, 1, restored);
    for (Map.Entry<String, Stateful> part : resumed.trainer().state().entrySet()) {
      part.getValue().restore(stopped.trainer().state().get(part.getKey()).state());
    }
    for (int i = 2; i < 4; i++) {
      resumed.trainer().iterate(List.of(sampled(resumed.policy(), i)));
    }
    assertThat(resumed.table()).isEqualTo(uninterrupted.table());
    assertThat(resumed.worth()).isEqualTo(uninterrupted.worth());
    assertThat(restored.coefficient()).isEqualTo(whole.coefficient());
  }

  private Subject withPenalty(Trunk trunk, long seed, KlController controller) {
    TablePolicy table = TablePolicy.random(VOCABULARY, seed);
    PpoConfig config =
        PpoConfig.defaults()
            .withKlPenalty(KlPenalty.inReward(controller))
            .withMinibatches(new MinibatchConfig(2, 3, 2, Double.POSITIVE_INFINITY));
    return subject(
        trunk,
        table,
        Optional.of(opened.add(table.frozenCopy())),
        config,
        0.5,
        new float[VOCABULARY]);
  }

  @ParameterizedTest
  @EnumSource
  void howRowsAreSplitChangesNothing(Trunk trunk) {
    Subject whole = subject(trunk, TablePolicy.random(VOCABULARY, 1), RAW, 0.5);
    Subject split =
        subject(
            trunk,
            TablePolicy.random(VOCABULARY, 1),
            RAW.withMinibatches(MinibatchConfig.single().withRowsAtOnce(3)),
            0.5);
    RolloutBatch batch = sampled(whole.policy(), 7);
    Metrics atOnce = whole.trainer().iterate(List.of(batch));
    Metrics inParts = split.trainer().iterate(List.of(batch));
    assertThat(split.table()).containsExactly(whole.table(), within(1e-5f));
    assertThat(split.worth()).containsExactly(whole.worth(), within(1e-5f));
    ComparedMetrics.assertClose(inParts, atOnce, 1e-4);
  }

  @ParameterizedTest
  @EnumSource
  void noArrayIsLeftBehind(Trunk trunk) {
    Subject subject = subject(trunk, TablePolicy.random(VOCABULARY, 1), PpoConfig.defaults(), 0.1);
    subject.trainer().iterate(List.of(sampled(subject.policy(), 0)));
    int before = LiveArrays.count();
    subject.trainer().iterate(List.of(sampled(subject.policy(), 1)));
    assertThat(LiveArrays.count()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void theIdentityStatesEverySettingAndTheMetricsAreDeclared(Trunk trunk) {
    Subject subject = subject(trunk, TablePolicy.uniform(VOCABULARY), PpoConfig.defaults(), 1);
    assertThat(subject.trainer().identity())
        .containsEntry("trainer.algorithm", "ppo")
        .containsEntry("trainer.discount", "1.0")
        .containsEntry("trainer.gae_lambda", "0.95")
        .containsEntry("trainer.advantages", "WHITENED")
        .containsEntry("trainer.value_coefficient", "0.1")
        .containsEntry("trainer.value_clip", "0.2")
        .containsEntry("trainer.values", trunk.name())
        .containsEntry("trainer.clip_high", "0.2");
    Metrics metrics = subject.trainer().iterate(List.of(sampled(subject.policy(), 0)));
    assertThat(PpoMetrics.ALL).containsSubsequence(metrics.values().keySet());
    assertThat(metrics.values()).containsKeys(PpoMetrics.VALUE_LOSS, PpoMetrics.VALUE_MEAN);
  }

  @Test
  void aPolicyWithoutValuesIsRefused() {
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    PpoTrainer trainer =
        PpoTrainer.shared(
            policy,
            Optional.empty(),
            opened.add(GradientDescent.of(policy.parameters(), 1)),
            PpoConfig.defaults(),
            1);
    float[] before = policy.parameters().asList().get(0).array().toFloatArray();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.iterate(batch(Rollout.after(0).acts(1).worth(1, policy))))
        .withMessageContaining("VALUE");
    assertThat(policy.parameters().asList().get(0).array().toFloatArray()).isEqualTo(before);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Advantages(1.1, 0.9, Scale.RAW))
        .withMessageContaining("discount");
  }

  /** The environment had the last word: its state, 3, is worth 10. */
  @ParameterizedTest
  @EnumSource
  void whatEndsWithAnObservationBootstrapsFromItsState(Trunk trunk) {
    float[] worth = {0, 0, 0, 10, 0};
    Subject subject =
        subject(trunk, TablePolicy.uniform(VOCABULARY), Optional.empty(), RAW, 1, worth);
    subject
        .trainer()
        .iterate(
            batch(
                Rollout.after(0)
                    .acts(2)
                    .sees(3)
                    .worth(1, subject.policy(), Ending.truncated(Ending.LENGTH))));
    // The value of the state after 0 was 0, its gradient is 2 · (0 − (1 + 10)).
    assertThat(subject.worth()[0]).isCloseTo(22, within(1e-4f));
  }

  /** The same where the context is full, and no state can follow. */
  @Test
  void aFullContextThatEndsWithAnObservationBootstrapsFromItsLastState() {
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    // Chosen after token 2, the last token's state is worth 10.
    TableValueModel values = opened.add(TableValueModel.of(new float[] {0, 0, 10, 0, 0}));
    PpoTrainer trainer =
        PpoTrainer.separate(
            policy,
            Optional.empty(),
            opened.add(GradientDescent.of(policy.parameters(), 1)),
            new Bounded(values, 3),
            opened.add(GradientDescent.of(values.parameters(), 1)),
            RAW,
            1);
    trainer.iterate(
        batch(Rollout.after(0).acts(2).sees(3).worth(1, policy, Ending.truncated(Ending.LENGTH))));
    assertThat(values.parameters().asList().get(0).array().toFloatArray()[0])
        .isCloseTo(22, within(1e-4f));
  }

  /** A value model that takes no longer sequences. */
  private record Bounded(ValueModel model, int maxLength) implements ValueModel {
    @Override
    public ParameterSet parameters() {
      return model.parameters();
    }

    @Override
    public ValuedBatch estimate(SequenceBatch batch) {
      return model.estimate(batch);
    }

    @Override
    public float[] values(SequenceBatch batch) {
      return model.values(batch);
    }

    @Override
    public void close() {}
  }

  /** Values are what follows, but for the last digit of float32. */
  @Test
  void roundingOfValuesIsNoAdvantage() {
    TablePolicy table = TablePolicy.random(VOCABULARY, 3);
    float[] worth = {1000, Math.nextUp(1000f), 1000, Math.nextDown(1000f), 1000};
    PpoConfig config = RAW.withAdvantages(new Advantages(1, 1, Scale.WHITENED));
    Subject subject = subject(Trunk.SEPARATE, table, Optional.empty(), config, 1, worth);
    float[] before = subject.table();
    subject
        .trainer()
        .iterate(
            batch(
                Rollout.after(0).acts(1, 2).worth(1000, table),
                Rollout.after(1).acts(3, 4).worth(1000, table)));
    assertThat(subject.table()).isEqualTo(before);
  }
}
