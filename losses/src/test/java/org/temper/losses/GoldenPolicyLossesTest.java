package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.temper.losses.advantages.AdvantagesAndReturns;
import org.temper.losses.advantages.GeneralizedAdvantages;
import org.temper.losses.advantages.GroupAdvantages;
import org.temper.losses.advantages.TokenRewards;
import org.temper.losses.advantages.Whitening;
import org.temper.losses.arrays.Masks;

/** Values that other projects publish for what reinforcement learning computes. */
@Tag("shared")
class GoldenPolicyLossesTest {
  @RegisterExtension final GoldenCases cases = new GoldenCases();

  @Test
  void tokenRewards() throws IOException {
    JsonNode golden = GoldenCases.named("ppo-token-rewards");
    NDArray k1 =
        KlEstimators.k1(
            cases.matrix(golden.get("logprobs")), cases.matrix(golden.get("ref_logprobs")));
    NDArray rewards =
        TokenRewards.klPenalized(
            cases.vector(golden.get("scores")),
            k1,
            k1.eq(k1),
            golden.get("kl_coefficient").doubleValue());
    assertThat(rewards.toDoubleArray())
        .containsExactly(cases.matrix(golden.get("rewards")).toDoubleArray(), within(1e-12));
  }

  @Test
  void returnsOfAnEpisode() throws IOException {
    JsonNode golden = GoldenCases.named("gae-returns");
    AdvantagesAndReturns result =
        advantages(golden, cases.vector(golden.get("rewards")).expandDims(0));
    assertThat(result.returns().toDoubleArray())
        .containsExactly(GoldenCases.doubles(golden.get("returns")), within(1e-6));
  }

  @Test
  void advantagesOfRaggedEpisodes() throws IOException {
    JsonNode golden = GoldenCases.named("gae-masked");
    NDArray rewards = cases.matrix(golden.get("rewards"));
    NDArray mask =
        cases
            .manager()
            .create(new boolean[] {true, true, true, true, true, false}, rewards.getShape());
    AdvantagesAndReturns result =
        GeneralizedAdvantages.of(
            new ValueTargets(rewards, cases.matrix(golden.get("values"))),
            mask,
            cases.manager().create(new double[2]),
            golden.get("gamma").doubleValue(),
            golden.get("lambda").doubleValue());
    double[] returns = cases.matrix(golden.get("returns")).toDoubleArray();
    returns[5] = 0;
    assertThat(result.returns().toDoubleArray()).containsExactly(returns, within(1e-7));
    double[] whitened = cases.matrix(golden.get("whitened_advantages")).toDoubleArray();
    whitened[5] = 0;
    assertThat(Whitening.whitened(result.advantages(), mask).toDoubleArray())
        .containsExactly(whitened, within(1e-6));
  }

  @Test
  void advantagesOfOneStep() throws IOException {
    JsonNode golden = GoldenCases.named("gae-lambda-zero");
    double reward = golden.get("terminal_reward").doubleValue();
    AdvantagesAndReturns result =
        advantages(golden, cases.manager().create(new double[] {0, 0, reward}, new Shape(1, 3)));
    assertThat(result.advantages().toDoubleArray())
        .containsExactly(GoldenCases.doubles(golden.get("advantages")));
  }

  @Test
  void ppoClip() throws IOException {
    JsonNode golden = GoldenCases.named("ppo-clip");
    NDArray loss =
        PolicyLosses.clipped(
            logProbs(golden), cases.vector(golden.get("advantages")), range(golden));
    // its log-probabilities are rounded to five places
    assertThat(loss.toDoubleArray())
        .containsExactly(GoldenCases.doubles(golden.get("loss_per_token")), within(1e-4));
    assertThat(loss.mean().getDouble()).isCloseTo(golden.get("mean").doubleValue(), within(1e-4));
  }

  @Test
  void ppoDualClip() throws IOException {
    JsonNode golden = GoldenCases.named("ppo-dual-clip");
    NDArray loss =
        PolicyLosses.dualClipped(
            logProbs(golden),
            cases.vector(golden.get("advantages")),
            range(golden),
            golden.get("dual_clip").doubleValue());
    assertThat(loss.toDoubleArray())
        .containsExactly(GoldenCases.doubles(golden.get("loss_per_token")), within(1e-4));
    assertThat(loss.mean().getDouble()).isCloseTo(golden.get("mean").doubleValue(), within(1e-4));
  }

  @Test
  void valueClip() throws IOException {
    JsonNode golden = GoldenCases.named("value-clip");
    ValueEstimates values =
        new ValueEstimates(
            cases.vector(golden.get("values")), cases.vector(golden.get("old_values")));
    NDArray returns = cases.vector(golden.get("returns"));
    double clip = golden.get("clip").doubleValue();
    // the source halves the squares
    assertThat(ValueLosses.clipped(values, returns, clip).mean().getDouble() / 2)
        .isCloseTo(golden.get("loss").doubleValue(), within(1e-12));
    NDArray held = ValueLosses.clippedAway(values, returns, clip);
    assertThat(Masks.count(returns, held).getDouble() / 2)
        .isEqualTo(golden.get("clip_fraction").doubleValue());
  }

  @Test
  void leaveOneOutBaselines() throws IOException {
    JsonNode golden = GoldenCases.named("leave-one-out-baseline");
    double[] all = GoldenCases.doubles(golden.get("rewards"));
    double[][] rewards = {Arrays.copyOf(all, 3), Arrays.copyOfRange(all, 3, 6)};
    double[][] advantages = GroupAdvantages.rloo(rewards);
    double[] baselines = new double[6];
    for (int i = 0; i < baselines.length; i++) {
      baselines[i] = rewards[i / 3][i % 3] - advantages[i / 3][i % 3];
    }
    assertThat(baselines)
        .containsExactly(GoldenCases.doubles(golden.get("baseline")), within(1e-12));
  }

  @Test
  void groupAdvantages() throws IOException {
    JsonNode golden = GoldenCases.named("group-advantages");
    double[] scores = GoldenCases.doubles(golden.get("scores"));
    // a, a, a; b, b; c
    double[][] rewards = {Arrays.copyOf(scores, 3), Arrays.copyOfRange(scores, 3, 5), {scores[5]}};
    // the source adds 1e-6 to the deviation, and leaves a group of one its raw reward
    assertGroups(golden.get("grpo_unbiased_std"), GroupAdvantages.grpo(rewards), 2e-6);
    assertGroups(golden.get("rloo"), GroupAdvantages.rloo(rewards), 1e-12);
  }

  @Test
  void lossesOfGroups() throws IOException {
    JsonNode golden = GoldenCases.named("grpo-losses");
    NDArray mask = cases.matrix(golden.get("mask")).neq(0);
    PolicyLogProbs logProbs =
        new PolicyLogProbs(
            cases.matrix(golden.get("new_probs")).log(),
            cases.matrix(golden.get("old_probs")).log());
    NDArray advantages =
        cases.vector(golden.get("advantages")).expandDims(1).broadcast(mask.getShape());
    ClipRange range = ClipRange.symmetric(golden.get("epsilon").doubleValue());
    NDArray loss = PolicyLosses.clipped(logProbs, advantages, range);
    JsonNode expected = golden.get("loss");
    assertThat(Reductions.sequenceMeanTokenMean(loss, mask).getDouble())
        .isCloseTo(expected.get("grpo").doubleValue(), within(1e-6));
    assertThat(Reductions.tokenMean(loss, mask).getDouble())
        .isCloseTo(expected.get("bnpo").doubleValue(), within(1e-6))
        .isCloseTo(expected.get("dapo").doubleValue(), within(1e-6));
    int length = golden.get("max_completion_length").intValue();
    assertThat(Reductions.fixedLength(loss, mask, length).getDouble())
        .isCloseTo(expected.get("dr_grpo").doubleValue(), within(1e-6));
    NDArray gspo = PolicyLosses.gspo(logProbs, advantages, mask, range);
    assertThat(Reductions.sequenceMeanTokenMean(gspo, mask).getDouble())
        .isCloseTo(expected.get("gspo").doubleValue(), within(1e-6));
  }

  @Test
  void gbpoCoefficients() throws IOException {
    JsonNode golden = GoldenCases.named("gbpo-coefficient");
    PolicyLogProbs logProbs =
        new PolicyLogProbs(
            cases.vector(golden.get("pi")).log(), cases.vector(golden.get("pi_old")).log());
    NDArray one = logProbs.old().onesLike();
    assertThat(PolicyLosses.gbpo(logProbs, one).neg().toDoubleArray())
        .containsExactly(
            GoldenCases.doubles(golden.get("coefficient_if_advantage_nonnegative")), within(1e-9));
    assertThat(PolicyLosses.gbpo(logProbs, one.neg()).toDoubleArray())
        .containsExactly(
            GoldenCases.doubles(golden.get("coefficient_if_advantage_negative")), within(1e-5));
  }

  private AdvantagesAndReturns advantages(JsonNode golden, NDArray rewards) {
    NDArray values = cases.vector(golden.get("values")).expandDims(0);
    return GeneralizedAdvantages.of(
        new ValueTargets(rewards, values),
        values.eq(values),
        cases.manager().create(new double[1]),
        golden.get("gamma").doubleValue(),
        golden.get("lambda").doubleValue());
  }

  private static void assertGroups(JsonNode expected, double[][] advantages, double tolerance) {
    double[] numbers = GoldenCases.doubles(expected);
    assertThat(Arrays.stream(advantages).flatMapToDouble(Arrays::stream).toArray())
        .containsExactly(
            new double[] {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], 0},
            within(tolerance));
  }

  private PolicyLogProbs logProbs(JsonNode golden) {
    return new PolicyLogProbs(
        cases.vector(golden.get("new_logprobs")), cases.vector(golden.get("old_logprobs")));
  }

  private static ClipRange range(JsonNode golden) {
    return ClipRange.symmetric(golden.get("clip").doubleValue());
  }
}
