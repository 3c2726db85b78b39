package org.temper.algorithms.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.Opened;
import org.temper.algorithms.metrics.Metrics;
import org.temper.api.ComparisonBatch;
import org.temper.api.ComparisonBatch.Comparison;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.TokenSequence;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.LiveArrays;
import org.temper.testkit.tables.TableRewardModel;

class RewardTrainerTest {
  @AutoClose private final Opened opened = new Opened();

  private RewardTrainer trainer(TableRewardModel model, double rate, RewardConfig config) {
    return new RewardTrainer(
        model, opened.add(GradientDescent.of(model.parameters(), rate)), config);
  }

  private static float[] table(TableRewardModel model) {
    return model.parameters().get("rewards").array().toFloatArray();
  }

  private static TokenSequence answer(long... completion) {
    return TokenSequence.of(new long[] {0}, completion);
  }

  private static Group pair(TokenSequence chosen, TokenSequence rejected, double margin) {
    return Group.ofPair(new Pair(chosen, rejected), margin);
  }

  @Test
  void metricsAreThoseOfTheEquation() {
    TableRewardModel model = opened.add(TableRewardModel.of(0, 1, 3));
    RewardTrainer trainer = trainer(model, 1, RewardConfig.defaults());
    // leads 3 − 1 = 2 and 1 − 3 = −2: losses log(1 + e^−2) = 0.126928, log(1 + e²) = 2.126928
    Metrics metrics =
        trainer.update(
            List.of(
                ComparisonBatch.of(
                    List.of(pair(answer(2), answer(1), 0), pair(answer(1), answer(2), 0)))));
    assertThat(metrics.loss()).isCloseTo((0.126928 + 2.126928) / 2, within(1e-6));
    assertThat(metrics.get(RewardMetrics.ACCURACY)).isEqualTo(0.5);
    assertThat(metrics.get(RewardMetrics.MARGIN)).isZero();
    assertThat(metrics.get(RewardMetrics.MEAN_REWARD)).isEqualTo(2);
    assertThat(metrics.get(RewardMetrics.REWARD_DEVIATION)).isEqualTo(1);
    // d loss / d r_2 = ½ · (−σ(−2) + σ(2)) = ½ · tanh(1) = 0.380797, and the other sign for r_1
    assertThat(metrics.gradientNorm()).isCloseTo(0.380797 * Math.sqrt(2), within(1e-6));
    assertThat(table(model)).containsExactly(new float[] {0, 1.380797f, 2.619203f}, within(1e-6f));
    assertThat(metrics.toMap().keySet())
        .containsExactly(
            "loss",
            "accuracy",
            "margin",
            "mean_reward",
            "reward_deviation",
            "gradient_norm",
            "learning_rate");
    assertThat(metrics.values().keySet()).containsExactlyElementsOf(RewardMetrics.ALL);
  }

  @Test
  void aMarginIsAskedForAndCenteringAdded() {
    TableRewardModel model = opened.add(TableRewardModel.of(0, 1, 3));
    List<ComparisonBatch> batch =
        List.of(ComparisonBatch.of(List.of(pair(answer(2), answer(1), 1))));
    // −log σ(2 − 1) = 0.313262, and 0.1 · (3 + 1)² = 1.6
    assertThat(trainer(model, 1, RewardConfig.defaults()).evaluate(batch).loss())
        .isCloseTo(0.313262, within(1e-6));
    RewardTrainer centered = trainer(model, 1, new RewardConfig(0.1));
    assertThat(centered.evaluate(batch).loss()).isCloseTo(1.913262, within(1e-6));
    assertThat(centered.update(batch).loss()).isCloseTo(1.913262, within(1e-6));
  }

  @Test
  void aRatedListWeighsAsMuchAsAPair() {
    TableRewardModel model = opened.add(TableRewardModel.of(0, 1, 3, 7));
    RewardTrainer trainer = trainer(model, 1, RewardConfig.defaults());
    Group list =
        Group.ofRatings(List.of(answer(1), answer(2), answer(3)), List.of(2.0, 2.0, 5.0), 0)
            .orElseThrow();
    // 3 over 1 and 3 over 2: leads 6 and 4; the tie says nothing.
    double ofList = (Math.log1p(Math.exp(-6)) + Math.log1p(Math.exp(-4))) / 2;
    double ofPair = Math.log1p(Math.exp(2));
    Metrics scores =
        trainer.evaluate(List.of(ComparisonBatch.of(List.of(list, pair(answer(1), answer(2), 0)))));
    assertThat(scores.loss()).isCloseTo((ofList + ofPair) / 2, within(1e-6));
    assertThat(scores.get(RewardMetrics.ACCURACY)).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(scores.get(RewardMetrics.MARGIN)).isCloseTo((6 + 4 - 2) / 3.0, within(1e-6));
    // Each completion once: 1, 3, 7, 1, 3.
    assertThat(scores.get(RewardMetrics.MEAN_REWARD)).isCloseTo(3, within(1e-6));
  }

  @Test
  void ratingsBecomeMarginsByTheirScale() {
    List<TokenSequence> sequences = List.of(answer(1), answer(2), answer(3));
    assertThat(Group.ofRatings(sequences, List.of(1.0, 3.0, 2.0), 0.5).orElseThrow().comparisons())
        .containsExactlyInAnyOrder(
            new Comparison(1, 0, 1), new Comparison(1, 2, 0.5), new Comparison(2, 0, 0.5));
    assertThat(Group.ofRatings(sequences, List.of(1.0, 1.0, 1.0), 1)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Group.ofRatings(sequences, List.of(1.0), 1))
        .withMessage("ratings: expected 3, one for each sequence, got 1");
  }

  @Test
  void microBatchesGiveTheSameUpdate() {
    List<Group> groups = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 6; i++) {
      groups.add(
          pair(
              answer(random.nextInt(5), random.nextInt(5)),
              answer(random.nextInt(5)),
              random.nextDouble()));
    }
    TableRewardModel whole = opened.add(TableRewardModel.of(0, 1, 3, 2, -1));
    TableRewardModel split = opened.add(TableRewardModel.of(0, 1, 3, 2, -1));
    RewardConfig config = new RewardConfig(0.01);
    Metrics expected = trainer(whole, 0.5, config).update(List.of(ComparisonBatch.of(groups)));
    Metrics actual =
        trainer(split, 0.5, config)
            .update(
                List.of(
                    ComparisonBatch.of(groups.subList(0, 1)),
                    ComparisonBatch.of(groups.subList(1, 6))));
    assertThat(table(split)).containsExactly(table(whole), within(1e-6f));
    assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-6));
    assertThat(actual.get(RewardMetrics.MARGIN))
        .isCloseTo(expected.get(RewardMetrics.MARGIN), within(1e-6));
  }

  @Test
  void learnsAHiddenTableFromComparisonsAlone() {
    double[] hidden = {0, -1, 2, 0.5, -0.5, 1};
    Random random = new Random(1);
    List<Group> train = groups(hidden, 64, random);
    List<ComparisonBatch> heldOut = List.of(ComparisonBatch.of(groups(hidden, 64, random)));
    TableRewardModel model = opened.add(TableRewardModel.of(0, 0, 0, 0, 0, 0));
    RewardTrainer trainer = trainer(model, 1, RewardConfig.defaults());
    Metrics before = trainer.evaluate(heldOut);
    assertThat(before.get(RewardMetrics.ACCURACY)).as("ties are no success").isZero();
    assertThat(before.loss()).isCloseTo(Math.log(2), within(1e-6));
    for (int update = 0; update < 60; update++) {
      trainer.update(List.of(ComparisonBatch.of(train)));
    }
    assertThat(trainer.evaluate(heldOut).get(RewardMetrics.ACCURACY)).isGreaterThan(0.95);
    RewardEvaluation evaluation = RewardEvaluation.of(model, heldOut);
    assertThat(evaluation.pairAccuracy())
        .isEqualTo(trainer.evaluate(heldOut).get(RewardMetrics.ACCURACY));
    assertThat(evaluation.comparisons()).isEqualTo(64);
  }

  private static List<Group> groups(double[] hidden, int count, Random random) {
    List<Group> groups = new ArrayList<>();
    while (groups.size() < count) {
      long[] first = random.longs(3, 0, hidden.length).toArray();
      long[] second = random.longs(3, 0, hidden.length).toArray();
      double lead = sum(hidden, first) - sum(hidden, second);
      if (Math.abs(lead) > 0.1) {
        groups.add(
            lead > 0
                ? pair(answer(first), answer(second), 0)
                : pair(answer(second), answer(first), 0));
      }
    }
    return groups;
  }

  private static double sum(double[] hidden, long... tokens) {
    double sum = 0;
    for (long token : tokens) {
      sum += hidden[(int) token];
    }
    return sum;
  }

  @Test
  void arraysOfOneUpdateAreFreedWithIt() {
    TableRewardModel model = opened.add(TableRewardModel.of(0, 1, 3));
    RewardTrainer trainer = trainer(model, 0.1, new RewardConfig(0.01));
    List<ComparisonBatch> batch =
        List.of(ComparisonBatch.of(List.of(pair(answer(2), answer(1), 1))));
    LiveArrays.assertConstant(
        "a reward model's update",
        () -> {
          trainer.update(batch);
          trainer.evaluate(batch);
        });
  }

  @Test
  void messagesNameTheArgument() {
    TableRewardModel model = opened.add(TableRewardModel.of(0, 1));
    RewardTrainer trainer = trainer(model, 1, RewardConfig.defaults());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.update(List.of()))
        .withMessage("microBatches: expected at least one, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.evaluate(List.of()))
        .withMessage("batches: expected at least one, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RewardConfig(-1))
        .withMessageStartingWith("centeringCoefficient: expected a finite number of at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Group(List.of(answer(1)), List.of(new Comparison(0, 1, 0))))
        .withMessageStartingWith("comparisons: expected indices below 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Comparison(1, 1, 0))
        .withMessage("comparison: expected two different indices from 0, got 1 and 1");
  }

  @Test
  void identityStatesEverySetting() {
    TableRewardModel model = opened.add(TableRewardModel.of(0, 1));
    assertThat(trainer(model, 1, new RewardConfig(0.01)).identity())
        .isEqualTo(Map.of("trainer.algorithm", "reward", "trainer.centering_coefficient", "0.01"));
  }
}
