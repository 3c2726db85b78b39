package org.temper.algorithms.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.Opened;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.policygradient.KlController;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.PolicyObjective;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;
import org.temper.api.items.ItemPolicy;
import org.temper.losses.ClipRange;
import org.temper.testkit.Epochs;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.LiveArrays;
import org.temper.testkit.tables.TablePolicy;

class ItemGroupTrainerTest {
  private static final ClipRange RANGE = ClipRange.symmetric(0.2);
  private static final ItemGroupConfig GRPO =
      ItemGroupConfig.of(ItemBaseline.GROUP, PolicyObjective.clipped(RANGE));
  private static final ItemGroupConfig PPO =
      ItemGroupConfig.of(ItemBaseline.VALUE, PolicyObjective.clipped(RANGE));
  private static final float THIRD = (float) Math.log(1 / 3.0);
  // What a policy says of an item whose logit is 1 among three, and of the two others at 0.
  private static final float LIKELY = (float) (1 - Math.log(2 + Math.E));
  private static final float UNLIKELY = (float) -Math.log(2 + Math.E);
  @AutoClose private final Opened opened = new Opened();

  private ItemGroupTrainer trainer(ItemPolicy policy, ItemPolicy reference, ItemGroupConfig how) {
    return new ItemGroupTrainer(
        policy, reference, opened.add(GradientDescent.of(policy.parameters(), 1)), how);
  }

  private KlPenalty inLoss(double coefficient) {
    return KlPenalty.inLoss(opened.add(KlController.fixed(coefficient)));
  }

  private static float[] values(ItemPolicy policy) {
    return policy.parameters().asList().get(0).array().toFloatArray();
  }

  /** One position after item 0; then padding. What stands elsewhere is never looked at. */
  private static ItemGroupBatch at(long[] items, float[] logProbs, float[] rewards, float value) {
    SequenceBatch histories =
        SequenceBatch.of(
            1,
            3,
            new long[] {0, 1, 0},
            new boolean[] {true, true, false},
            new boolean[] {false, true, false});
    int size = items.length;
    long[] allItems = new long[3 * size];
    allItems[0] = -7;
    float[] allLogProbs = new float[3 * size];
    float[] allRewards = new float[3 * size];
    allRewards[0] = Float.NaN;
    System.arraycopy(items, 0, allItems, size, size);
    System.arraycopy(logProbs, 0, allLogProbs, size, size);
    System.arraycopy(rewards, 0, allRewards, size, size);
    return new ItemGroupBatch(
        histories,
        new Candidates(allItems, 1, 3, size),
        allLogProbs,
        allRewards,
        new float[] {Float.NaN, value, Float.NaN});
  }

  private static ItemGroupBatch uniform(float first, float second) {
    return at(new long[] {1, 2}, new float[] {THIRD, THIRD}, new float[] {first, second}, 0.25f);
  }

  @Test
  void theFirstUpdateIsThatOfPolicyGradient() {
    TablePolicy policy = opened.add(TablePolicy.uniform(3));
    Metrics metrics =
        trainer(policy, opened.add(policy.frozenCopy()), GRPO).iterate(List.of(uniform(1, 0)));
    // A = ±1/√2; −∇ = ½ · Σ A · (onehot − π) = (0, 0.353553, −0.353553); loss = −½ · Σ A · 1 = 0
    assertThat(values(policy))
        .containsExactly(new float[] {0, 0.353553f, -0.353553f, 0, 0, 0, 0, 0, 0}, within(1e-6f));
    assertThat(metrics.loss()).isCloseTo(0, within(1e-6));
    assertThat(metrics.get(ItemGroupMetrics.REWARD)).isEqualTo(0.5);
    assertThat(metrics.get(ItemGroupMetrics.KL)).isCloseTo(0, within(1e-6));
    assertThat(metrics.get(ItemGroupMetrics.SURPRISE)).isCloseTo(Math.log(3), within(1e-6));
    assertThat(metrics.get(ItemGroupMetrics.GROUPS_WITHOUT_VARIANCE)).isZero();
    assertThat(metrics.get(ItemGroupMetrics.POSITIONS)).isEqualTo(1);
    assertThat(metrics.get(ItemGroupMetrics.UPDATE.ratioMax())).isCloseTo(1, within(1e-6));
    assertThat(metrics.get(ItemGroupMetrics.UPDATE.approximateKl())).isCloseTo(0, within(1e-9));
    assertThat(metrics.toMap()).containsKeys("reward", "kl", "clip_low", "gradient_norm");
  }

  @Test
  void aValueIsWhatPpoComparesWith() {
    TablePolicy policy = opened.add(TablePolicy.uniform(3));
    // rewards less values: (1, 2) − 0.25 and (7, 8) − 6.25 = 0.75, 1.75, 0.75, 1.75: whitened
    // ∓0.5 / √(4 · 0.25 / 3) = ∓0.866025; to each of four items a quarter
    ItemGroupBatch other =
        at(new long[] {1, 2}, new float[] {THIRD, THIRD}, new float[] {7, 8}, 6.25f);
    trainer(policy, opened.add(policy.frozenCopy()), PPO).iterate(List.of(uniform(1, 2), other));
    assertThat(values(policy))
        .containsExactly(new float[] {0, -0.433013f, 0.433013f, 0, 0, 0, 0, 0, 0}, within(1e-6f));
  }

  @Test
  void equalRewardsMoveNothing() {
    for (ItemGroupConfig config : List.of(GRPO, PPO)) {
      TablePolicy policy = opened.add(TablePolicy.uniform(3));
      Metrics metrics =
          trainer(policy, opened.add(policy.frozenCopy()), config.withUpdates(3, 1))
              .iterate(List.of(uniform(2, 2)));
      assertThat(values(policy)).containsOnly(0);
      assertThat(metrics.gradientNorm()).isZero();
      assertThat(metrics.get(ItemGroupMetrics.GROUPS_WITHOUT_VARIANCE)).isEqualTo(1);
    }
  }

  @Test
  void laterUpdatesOfAnIterationAreClipped() {
    TablePolicy policy = opened.add(TablePolicy.uniform(3));
    Metrics metrics =
        trainer(policy, opened.add(policy.frozenCopy()), GRPO.withUpdates(4, 1))
            .iterate(List.of(uniform(1, 0)));
    // after one update the ratios are 1.3 and 0.7: both are held from then on
    assertThat(values(policy))
        .containsExactly(new float[] {0, 0.353553f, -0.353553f, 0, 0, 0, 0, 0, 0}, within(1e-6f));
    // in three of four updates each of the two
    assertThat(metrics.get(ItemGroupMetrics.UPDATE.clipHigh())).isCloseTo(0.375, within(1e-9));
    assertThat(metrics.get(ItemGroupMetrics.UPDATE.clipLow())).isCloseTo(0.375, within(1e-9));
    assertThat(metrics.get(ItemGroupMetrics.UPDATE.ratioMax())).isGreaterThan(1.2);
  }

  @Test
  void minibatchesAreOptimizerUpdatesOfTheirOwn() {
    TablePolicy together = opened.add(TablePolicy.uniform(3));
    TablePolicy apart = opened.add(TablePolicy.uniform(3));
    ItemGroupBatch nothing =
        new ItemGroupBatch(
            SequenceBatch.of(
                1, 2, new long[2], new boolean[] {true, true}, new boolean[] {false, false}),
            new Candidates(new long[4], 1, 2, 2),
            new float[4],
            new float[4],
            new float[2]);
    List<ItemGroupBatch> batches = List.of(uniform(1, 0), nothing, uniform(0, 1));
    trainer(together, opened.add(together.frozenCopy()), GRPO).iterate(batches);
    // the two cancel
    assertThat(values(together)).containsExactly(new float[9], within(1e-7f));
    Metrics metrics =
        trainer(apart, opened.add(apart.frozenCopy()), GRPO.withUpdates(1, 5)).iterate(batches);
    assertThat(values(apart)[1]).isNotCloseTo(0, within(1e-3f));
    assertThat(metrics.get(ItemGroupMetrics.POSITIONS)).isEqualTo(2);
    assertThat(metrics.gradientNorm()).isPositive();
  }

  /** A policy that likes item 1 better than the others after item 0, by a logit of 1. */
  private static TablePolicy leaning() {
    return TablePolicy.of(new float[][] {{0, 1, 0}, {0, 0, 0}, {0, 0, 0}});
  }

  /** A draw of both by that policy, neither of which is worth anything. */
  private static ItemGroupBatch flat() {
    return at(new long[] {1, 0}, new float[] {LIKELY, UNLIKELY}, new float[] {0, 0}, 0);
  }

  @Test
  void aPenaltyInTheLossDrawsToTheReference() {
    TablePolicy reference = opened.add(TablePolicy.uniform(3));
    TablePolicy policy = opened.add(leaning());
    Metrics metrics =
        trainer(policy, reference, GRPO.withKlPenalty(inLoss(0.1))).iterate(List.of(flat()));
    assertThat(values(policy)[1]).isLessThan(1);
    // k1: the mean of LIKELY − THIRD and UNLIKELY − THIRD
    assertThat(metrics.get(ItemGroupMetrics.KL))
        .isCloseTo((LIKELY + UNLIKELY) / 2 - THIRD, within(1e-6));
    assertThat(metrics.loss()).isPositive();
  }

  @Test
  void aPenaltyInTheRewardMakesWhatTheReferenceDislikesWorthLess() {
    TablePolicy reference = opened.add(TablePolicy.uniform(3));
    TablePolicy policy = opened.add(leaning());
    Metrics metrics =
        trainer(
                policy,
                reference,
                GRPO.withKlPenalty(KlPenalty.inReward(opened.add(KlController.fixed(0.1)))))
            .iterate(List.of(flat()));
    assertThat(values(policy)[1]).isLessThan(1);
    assertThat(metrics.get(ItemGroupMetrics.REWARD)).isZero();
    assertThat(metrics.get(ItemGroupMetrics.GROUPS_WITHOUT_VARIANCE)).isEqualTo(1);
  }

  @Test
  void everyLossRaisesTheRewardOfATinyPolicy() {
    for (ItemGroupConfig config :
        List.of(
            PPO,
            GRPO,
            ItemGroupConfig.of(ItemBaseline.GROUP, PolicyObjective.ecpo(RANGE, 0.1)),
            ItemGroupConfig.of(ItemBaseline.GROUP, PolicyObjective.gbpo()))) {
      TablePolicy policy = opened.add(TablePolicy.random(6, 3));
      List<Metrics> metrics = trained(policy, config.withUpdates(2, 2), 40, 5);
      assertThat(metrics.get(39).get(ItemGroupMetrics.REWARD))
          .isGreaterThan(metrics.get(0).get(ItemGroupMetrics.REWARD) + 0.1);
      assertThat(metrics.get(39).get(ItemGroupMetrics.KL)).isPositive();
    }
  }

  @Test
  void aStrongerPenaltyStaysNearer() {
    double[] divergences =
        Arrays.stream(new double[] {0, 0.3, 3})
            .map(
                coefficient -> {
                  TablePolicy policy = opened.add(TablePolicy.random(6, 3));
                  return trained(
                          policy, GRPO.withUpdates(2, 2).withKlPenalty(inLoss(coefficient)), 40, 5)
                      .get(39)
                      .get(ItemGroupMetrics.KL);
                })
            .toArray();
    assertThat(divergences[0]).isGreaterThan(divergences[1]);
    assertThat(divergences[1]).isGreaterThan(divergences[2]);
  }

  @Test
  void anAdaptiveCoefficientRisesWhileThePolicyIsFurtherThanItsTarget() {
    KlController controller = opened.add(KlController.adaptive(0.01, 0.05, 100));
    TablePolicy policy = opened.add(TablePolicy.random(6, 3));
    List<Metrics> metrics =
        trained(policy, GRPO.withUpdates(2, 2).withKlPenalty(KlPenalty.inLoss(controller)), 40, 5);
    assertThat(metrics.get(0).get(ItemGroupMetrics.KL_COEFFICIENT)).isEqualTo(0.01);
    // the policy is the reference at first: below the target
    assertThat(metrics.get(1).get(ItemGroupMetrics.KL_COEFFICIENT)).isLessThan(0.01);
    for (int i = 0; i < 39; i++) {
      double kl = metrics.get(i).get(ItemGroupMetrics.KL);
      double change =
          metrics.get(i + 1).get(ItemGroupMetrics.KL_COEFFICIENT)
              / metrics.get(i).get(ItemGroupMetrics.KL_COEFFICIENT);
      assertThat(change > 1).as("after a divergence of %s", kl).isEqualTo(kl > 0.05);
    }
    assertThat(metrics.get(39).toMap()).containsKey("kl_coefficient");
  }

  @Test
  void anIterationEndsWhereThePolicyHasMovedTooFar() {
    List<ItemGroupBatch> batches = List.of(uniform(1, 0), uniform(1, 0), uniform(1, 0));
    // nothing clips, so that every update moves
    ItemGroupConfig plain =
        ItemGroupConfig.of(ItemBaseline.GROUP, PolicyObjective.reinforce()).withUpdates(1, 3);
    List<float[]> after = new ArrayList<>();
    for (ItemGroupConfig config : List.of(plain.withMaxKl(1e-6), plain, plain.withUpdates(1, 2))) {
      TablePolicy policy = opened.add(TablePolicy.uniform(3));
      TablePolicy reference = opened.add(policy.frozenCopy());
      List<ItemGroupBatch> given = config.minibatches() == 2 ? batches.subList(0, 2) : batches;
      trainer(policy, reference, config).iterate(given);
      after.add(values(policy));
    }
    // the first update leaves from where it drew, and the second is the last
    assertThat(after.get(0)).isEqualTo(after.get(2)).isNotEqualTo(after.get(1));
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    assertThat(trained(opened.add(TablePolicy.random(6, 3)), GRPO, 6, 5))
        .isEqualTo(trained(opened.add(TablePolicy.random(6, 3)), GRPO, 6, 5));
    assertThat(trained(opened.add(TablePolicy.random(6, 3)), GRPO, 6, 5))
        .isNotEqualTo(trained(opened.add(TablePolicy.random(6, 3)), GRPO, 6, 7));
  }

  @Test
  void aResumedTrainingRepeatsAnUninterruptedOne() {
    TablePolicy whole = opened.add(TablePolicy.random(6, 3));
    List<Metrics> expected = trained(whole, adapting(), 6, 5);
    TablePolicy reference = opened.add(TablePolicy.random(6, 3));
    TablePolicy first = opened.add(TablePolicy.random(6, 3));
    ItemGroupTrainer before = trainer(first, reference, adapting());
    List<Metrics> actual = new ArrayList<>(made(before, first, 0, 3, 5));
    TablePolicy second = opened.add(TablePolicy.random(6, 9));
    ItemGroupTrainer after = trainer(second, reference, adapting());
    after.state().forEach((name, part) -> part.restore(before.state().get(name).state()));
    actual.addAll(made(after, second, 3, 6, 5));
    assertThat(actual).isEqualTo(expected);
    assertThat(values(second)).isEqualTo(values(whole));
  }

  @Test
  void noArraysAreLeftBehind() {
    TablePolicy policy = opened.add(TablePolicy.random(6, 3));
    ItemGroupTrainer trainer =
        trainer(
            policy,
            opened.add(policy.frozenCopy()),
            GRPO.withUpdates(2, 2).withKlPenalty(inLoss(0.1)));
    List<ItemGroupBatch> batches =
        new ItemGroupSource(ItemDraws.SEQUENCES, policy, ItemDraws.REWARD, 4, 2)
            .update(1, 0)
            .microBatches();
    LiveArrays.assertConstant("iteration", () -> trainer.iterate(batches));
  }

  @Test
  void theIdentityStatesEverySettingAndTheMetricsAreDeclared() {
    TablePolicy policy = opened.add(TablePolicy.uniform(3));
    ItemGroupTrainer trainer = trainer(policy, opened.add(policy.frozenCopy()), adapting());
    assertThat(trainer.identity())
        .containsEntry("trainer.algorithm", "item_groups")
        .containsEntry("trainer.baseline", "GROUP")
        .containsEntry("trainer.objective", "clipped")
        .containsEntry("trainer.kl_target", "0.05")
        .containsEntry("trainer.passes", "2")
        .containsEntry("trainer.minibatches", "2");
    assertThat(trainer.iterate(List.of(uniform(1, 0))).values().keySet())
        .containsExactlyElementsOf(ItemGroupMetrics.ALL);
  }

  @Test
  void messagesNameTheArgument() {
    TablePolicy policy = opened.add(TablePolicy.uniform(3));
    TablePolicy reference = opened.add(TablePolicy.uniform(3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer(policy, policy, GRPO))
        .withMessage("reference: expected a policy that stays as it is, got the trained one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer(policy, opened.add(TablePolicy.uniform(4)), GRPO))
        .withMessage("reference: expected the policy's catalog of 3 items, got 4");
    ItemGroupTrainer trainer = trainer(policy, reference, GRPO);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.iterate(List.of()))
        .withMessage("microBatches: expected at least one, got none");
    ItemGroupBatch three = at(new long[3], new float[] {THIRD, THIRD, THIRD}, new float[3], 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.iterate(List.of(uniform(1, 0), three)))
        .withMessage("microBatches: expected 2 items in each position, got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> uniform(Float.NaN, 0))
        .withMessage("rewards: expected finite numbers at scored positions, got NaN at 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GRPO.withUpdates(0, 1))
        .withMessage("epochs: expected at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GRPO.withMaxKl(0))
        .withMessage("maxKl: expected above 0, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ItemGroupConfig.of(ItemBaseline.GROUP, PolicyObjective.gspo(RANGE)))
        .withMessage("objective: expected one of single choices, got one of whole sequences");
  }

  private ItemGroupConfig adapting() {
    return GRPO.withUpdates(2, 2)
        .withKlPenalty(KlPenalty.inLoss(opened.add(KlController.adaptive(0.1, 0.05, 100))));
  }

  private List<Metrics> trained(
      TablePolicy policy, ItemGroupConfig config, int iterations, long seed) {
    ItemGroupTrainer trainer = trainer(policy, opened.add(policy.frozenCopy()), config);
    return made(trainer, policy, 0, iterations, seed);
  }

  /** An iteration an epoch. */
  private static List<Metrics> made(
      ItemGroupTrainer trainer, TablePolicy policy, int from, int to, long seed) {
    ItemGroupSource source =
        new ItemGroupSource(ItemDraws.SEQUENCES, policy, ItemDraws.REWARD, 4, 2);
    List<Metrics> metrics = new ArrayList<>();
    for (int epoch = from; epoch < to; epoch++) {
      metrics.add(trainer.iterate(Epochs.of(source, seed, epoch).get(0).microBatches()));
    }
    return metrics;
  }

  /** Policy and reference are the same, but were computed in two ways. */
  @Test
  void roundingOfLogProbabilitiesIsNoDivergence() {
    for (ItemGroupConfig config : List.of(GRPO, PPO)) {
      TablePolicy policy = opened.add(TablePolicy.uniform(3));
      KlPenalty penalty = KlPenalty.inReward(opened.add(KlController.fixed(0.05)));
      ItemGroupBatch batch =
          at(new long[] {1, 2}, new float[] {THIRD + 2e-7f, THIRD - 3e-7f}, new float[] {0, 0}, 0);
      Metrics metrics =
          trainer(policy, opened.add(policy.frozenCopy()), config.withKlPenalty(penalty))
              .iterate(List.of(batch));
      assertThat(metrics.gradientNorm()).isLessThan(1e-6);
      assertThat(values(policy)).containsExactly(new float[9], within(1e-6f));
    }
  }

  /** The rewards are the value, but for the last digit of float32. */
  @Test
  void roundingOfAValueIsNoAdvantage() {
    TablePolicy policy = opened.add(TablePolicy.uniform(3));
    float next = Math.nextUp(1000.1f);
    ItemGroupBatch batch =
        at(new long[] {1, 2}, new float[] {THIRD, THIRD}, new float[] {1000.1f, next}, 1000.1f);
    Metrics metrics = trainer(policy, opened.add(policy.frozenCopy()), PPO).iterate(List.of(batch));
    assertThat(metrics.gradientNorm()).isZero();
    assertThat(values(policy)).containsOnly(0);
  }
}
