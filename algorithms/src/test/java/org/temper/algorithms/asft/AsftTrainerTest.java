package org.temper.algorithms.asft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.ComparedMetrics;
import org.temper.algorithms.LoggedBatches;
import org.temper.algorithms.LoggedBatches.User;
import org.temper.algorithms.Opened;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.items.ItemInputs;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TablePolicy;

class AsftTrainerTest {
  @AutoClose private final Opened opened = new Opened();

  private AsftTrainer trainer(Policy policy, Weighting weighting) {
    return new AsftTrainer(
        policy, opened.add(GradientDescent.of(policy.parameters(), 1)), AsftConfig.of(weighting));
  }

  private static TokenSequence text(long... items) {
    return TokenSequence.ofText(items);
  }

  private static float[] values(Policy policy) {
    return policy.parameters().asList().get(0).array().toFloatArray();
  }

  private static final Weighting WEIGHTING = Weighting.advantageWeighted(1, 20);

  /** Advantages 1 and 0. */
  private static User user() {
    return User.of(0, 1, 2).rewards(9, 3, 2).baselines(0, 2, 2);
  }

  @Test
  void lossAndGradientAreThoseOfTheWeightedMean() {
    TablePolicy policy = opened.add(TablePolicy.uniform(4));
    Metrics metrics = trainer(policy, WEIGHTING).update(List.of(LoggedBatches.batch(user())));
    // w = e, 1: shares 0.731059 and 0.268941 of the loss log 4 each.
    assertThat(metrics.loss()).isCloseTo(Math.log(4), within(1e-6));
    assertThat(metrics.get(AsftMetrics.NLL)).isCloseTo(Math.log(4), within(1e-6));
    // Row 0 moves by 0.731059 · (onehot(1) − ¼), row 1 by 0.268941 · (onehot(2) − ¼).
    assertThat(Arrays.copyOf(values(policy), 8))
        .containsExactly(
            new float[] {
              -0.182765f, 0.548294f, -0.182765f, -0.182765f,
              -0.067235f, -0.067235f, 0.201706f, -0.067235f
            },
            within(1e-6f));
    // √(0.731059² + 0.268941²) · √0.75
    assertThat(metrics.gradientNorm()).isCloseTo(0.674588, within(1e-5));
  }

  @Test
  void metricsDescribeTheWeights() {
    TablePolicy policy = opened.add(TablePolicy.of(new float[][] {{0, 1}, {0, 0}}));
    Metrics scores =
        trainer(policy, Weighting.advantageWeighted(1, 2))
            .evaluate(
                List.of(
                    LoggedBatches.batch(
                        User.of(0, 1, 0, 1).rewards(0, 3, Float.NaN, 0).baselines(0, 1, 7, 0))));
    // Tokens 1 (A = 2, e² capped at 2) and 3 (A = 0, w = 1), both 1 after 0: −log σ(1) = 0.313262
    assertThat(scores.loss()).isCloseTo(0.313262, within(1e-6));
    assertThat(scores.get(AsftMetrics.NLL)).isCloseTo(0.313262, within(1e-6));
    // (2 + 1)² / (4 + 1) / 2
    assertThat(scores.get(AsftMetrics.EFFECTIVE_SAMPLE_SHARE)).isCloseTo(0.9, within(1e-6));
    assertThat(scores.get(AsftMetrics.MAX_WEIGHT)).isEqualTo(2);
    assertThat(scores.get(AsftMetrics.CAPPED_SHARE)).isEqualTo(0.5);
    assertThat(scores.get(AsftMetrics.MEAN_ADVANTAGE)).isCloseTo(1, within(1e-6));
    assertThat(scores.get(AsftMetrics.TOKENS)).isEqualTo(2);
    assertThat(scores.get(AsftMetrics.UNKNOWN_REWARDS)).isEqualTo(1);
    assertThat(scores.toMap())
        .containsOnlyKeys(
            "loss",
            "nll",
            "effective_sample_share",
            "max_weight",
            "capped_share",
            "mean_advantage",
            "scored_tokens",
            "unknown_rewards");
    assertThat(scores.toMap().keySet())
        .containsExactlyElementsOf(
            AsftMetrics.ALL.subList(0, 8).stream().map(Metric::name).toList());
  }

  @Test
  void identityStatesTheWeightingFieldByField() {
    TablePolicy policy = opened.add(TablePolicy.uniform(4));
    assertThat(trainer(policy, Weighting.awr(0.5)).identity())
        .isEqualTo(
            Map.of(
                "trainer.algorithm", "a-sft",
                "trainer.weighting", "ExponentialAdvantage",
                "trainer.weighting.scale", "WHITENED",
                "trainer.weighting.beta", "0.5",
                "trainer.weighting.max_weight", "20.0"));
    assertThat(trainer(policy, Weighting.crrBinary()).identity())
        .containsEntry("trainer.weighting", "PositiveAdvantage");
    // What a user's own is called must be the same in another run of the program.
    assertThat(trainer(policy, LoggedActions::rewards).identity())
        .containsEntry("trainer.weighting", AsftTrainerTest.class.getName());
  }

  @Test
  void betaWithoutBoundIsCloning() {
    List<SequenceBatch> data =
        List.of(LoggedBatches.batch(user(), User.of(3, 1, 1, 0).rewards(1, -5, 7, 2)));
    SequenceBatch plain = SequenceBatch.of(List.of(text(0, 1, 2), text(3, 1, 1, 0)));
    TablePolicy cloned = opened.add(TablePolicy.random(4, 1));
    TablePolicy tuned = opened.add(TablePolicy.random(4, 1));
    TablePolicy cool = opened.add(TablePolicy.random(4, 1));
    new SftTrainer(cloned, opened.add(GradientDescent.of(cloned.parameters(), 1)))
        .update(List.of(plain));
    trainer(tuned, Weighting.advantageWeighted(1e9, 20)).update(data);
    trainer(cool, Weighting.cloning()).update(data);
    assertThat(values(tuned)).containsExactly(values(cloned), within(1e-6f));
    assertThat(values(cool)).containsExactly(values(cloned), within(1e-6f));
  }

  @Test
  void howABatchIsSplitChangesNothing() {
    User first = User.of(0, 1, 2, 3).rewards(0, 2, -1, 0.5f);
    User second = User.of(3, 3).rewards(0, 4);
    User third = User.of(2, 0, 1).rewards(0, 1, Float.NaN);
    for (Weighting weighting :
        List.of(
            WEIGHTING,
            Weighting.awr(0.5),
            Weighting.awac(0.7),
            Weighting.exponentialReward(2),
            Weighting.crrBinary())) {
      TablePolicy whole = opened.add(TablePolicy.random(4, 2));
      TablePolicy split = opened.add(TablePolicy.random(4, 2));
      Metrics atOnce =
          trainer(whole, weighting).update(List.of(LoggedBatches.batch(first, second, third)));
      Metrics inParts =
          trainer(split, weighting)
              .update(List.of(LoggedBatches.batch(first), LoggedBatches.batch(second, third)));
      ComparedMetrics.assertClose(inParts, atOnce, 1e-5);
      assertThat(values(split)).containsExactly(values(whole), within(1e-5f));
    }
  }

  @Test
  void aTokenOfUnknownRewardIsLeftOutAndCounted() {
    TablePolicy policy = opened.add(TablePolicy.uniform(4));
    Metrics metrics =
        trainer(policy, Weighting.cloning())
            .update(
                List.of(
                    LoggedBatches.batch(
                        User.of(0, 1, 2).rewards(0, 1, Float.NaN).baselines(0, 0, Float.NaN)),
                    LoggedBatches.batch(User.of(3, 3).rewards(0, Float.NaN))));
    assertThat(metrics.get(AsftMetrics.TOKENS)).isEqualTo(1);
    assertThat(metrics.get(AsftMetrics.UNKNOWN_REWARDS)).isEqualTo(2);
    assertThat(Arrays.copyOfRange(values(policy), 4, 16)).containsOnly(0);
  }

  @Test
  void anUpdateInWhichNothingWeighsHasNoGradient() {
    TablePolicy policy = opened.add(TablePolicy.random(4, 1));
    float[] before = values(policy);
    Metrics metrics =
        trainer(policy, Weighting.crrBinary())
            .update(List.of(LoggedBatches.batch(User.of(0, 1, 2).rewards(0, -1, -2))));
    assertThat(metrics.loss()).isZero();
    assertThat(metrics.gradientNorm()).isZero();
    assertThat(metrics.get(AsftMetrics.EFFECTIVE_SAMPLE_SHARE)).isZero();
    assertThat(values(policy)).isEqualTo(before);
  }

  @Test
  void extremesStayFinite() {
    User user = User.of(0, 1, 2, 3).rewards(0, 1e30f, -1e30f, 1e30f);
    for (Weighting weighting :
        List.of(
            WEIGHTING,
            Weighting.awr(1e-6),
            Weighting.awac(1e-6),
            Weighting.exponentialReward(1e-6),
            Weighting.iql(1e6),
            Weighting.crrExponential(1))) {
      TablePolicy policy = opened.add(TablePolicy.random(4, 1));
      Metrics metrics = trainer(policy, weighting).update(List.of(LoggedBatches.batch(user)));
      assertThat(metrics.loss()).isFinite();
      assertThat(metrics.gradientNorm()).isFinite();
    }
  }

  @Test
  void thePolicyComesToPreferWhatWasBetterThanUsual() {
    TablePolicy policy = opened.add(TablePolicy.uniform(3));
    AsftTrainer trainer = trainer(policy, WEIGHTING);
    List<SequenceBatch> data =
        List.of(
            LoggedBatches.batch(
                User.of(0, 1).rewards(0, 2),
                User.of(0, 2).rewards(0, -2),
                User.of(0, 2).rewards(0, -2)));
    for (int update = 0; update < 200; update++) {
      trainer.update(data);
    }
    // Item 2 was logged twice as often; weights e² to 2e^−2 are 27 to 1.
    float[] logits = values(policy);
    assertThat(logits[1] - logits[2]).isCloseTo((float) (4 - Math.log(2)), within(0.2f));
  }

  @Test
  void itWarnsOnceThatTheWeightsHaveCollapsed() {
    PrintStream before = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      TablePolicy policy = opened.add(TablePolicy.uniform(4));
      AsftTrainer trainer = trainer(policy, Weighting.awac(0.01));
      long[] items = new long[22];
      float[] rewards = new float[22];
      rewards[5] = 1;
      List<SequenceBatch> data = List.of(LoggedBatches.batch(User.of(items).rewards(rewards)));
      trainer.update(data);
      trainer.update(data);
    } finally {
      System.setErr(before);
    }
    assertThat(written.toString(StandardCharsets.UTF_8))
        .containsOnlyOnce("The weights have collapsed: 21 tokens count as 1.");
  }

  @Test
  void badInputIsRefusedByNameAndChangesNothing() {
    TablePolicy policy = opened.add(TablePolicy.random(4, 1));
    AsftTrainer trainer = trainer(policy, WEIGHTING);
    float[] before = values(policy);
    SequenceBatch good = LoggedBatches.batch(user());
    refuses(trainer, List.of(), "microBatches: expected at least one, got none");
    refuses(
        trainer,
        List.of(good, SequenceBatch.of(List.of(text(0, 1)))),
        "microBatches[1]: expected the side input baselines, got []");
    refuses(
        trainer,
        List.of(LoggedBatches.withIntegers(good, ItemInputs.REWARDS)),
        "microBatches[0].rewards: expected float values of shape (1, 3), got integers of shape"
            + " (1, 3)");
    refuses(
        trainer,
        List.of(LoggedBatches.withPairs(good, ItemInputs.BASELINES)),
        "microBatches[0].baselines: expected float values of shape (1, 3), got float values of"
            + " shape (1, 3, 2)");
    refuses(
        trainer,
        List.of(LoggedBatches.batch(user().rewards(0, 1, Float.POSITIVE_INFINITY))),
        "microBatches[0].rewards: expected finite where a reward is known, got Infinity in row 0"
            + " column 2");
    refuses(
        trainer,
        List.of(LoggedBatches.batch(user().baselines(0, Float.NaN, 1))),
        "microBatches[0].baselines: expected finite where a reward is known, got NaN in row 0"
            + " column 1");
    refuses(
        trainer,
        List.of(LoggedBatches.batch(user().rewards(1, Float.NaN, Float.NaN))),
        "microBatches: expected at least one scored token with a known reward, got none");
    refuses(
        trainer(policy, Weighting.rewardWeighted()),
        List.of(LoggedBatches.batch(user().rewards(0, 1, -0.5f))),
        "rewards: expected at least 0 to be weights, got -0.5");
    assertThat(values(policy)).isEqualTo(before);
  }

  private static void refuses(AsftTrainer trainer, List<SequenceBatch> data, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.update(data))
        .withMessage(message);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Weighting.advantageWeighted(0, 20))
        .withMessage("beta: expected a finite number above 0, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Weighting.whitenedAdvantageWeighted(1, Double.NaN))
        .withMessage("maxWeight: expected a finite number above 0, got NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Weighting.awac(-1))
        .withMessage("lambda: expected a finite number above 0, got -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Weighting.exponentialReward(0))
        .withMessage("lambda: expected a finite number above 0, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Weighting.iql(0))
        .withMessage("inverseTemperature: expected a finite number above 0, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AsftConfig(WEIGHTING, 1.5))
        .withMessage("effectiveShareWarning: expected from 0 to 1, got 1.5");
    TablePolicy policy = opened.add(TablePolicy.uniform(2));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new AsftTrainer(
                    policy,
                    opened.add(GradientDescent.of(ParameterSet.empty(), 1)),
                    AsftConfig.defaults()))
        .withMessage("optimizer: expected parameters to update, got none");
  }

  @Test
  void aLossThatIsNotFiniteKeepsTheParameters() {
    float nan = Float.NaN;
    TablePolicy policy = opened.add(TablePolicy.of(new float[][] {{nan, 0}, {0, 0}}));
    float[] before = values(policy);
    Metrics metrics =
        trainer(policy, WEIGHTING).update(List.of(LoggedBatches.batch(User.of(0, 1))));
    assertThat(metrics.loss()).isNaN();
    assertThat(values(policy)).isEqualTo(before);
  }
}
