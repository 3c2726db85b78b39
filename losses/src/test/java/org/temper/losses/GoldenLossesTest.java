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

/** Values that other projects' test suites publish for the same functions. */
@Tag("shared")
class GoldenLossesTest {
  @RegisterExtension final GoldenCases cases = new GoldenCases();

  @Test
  void dpoOfEachPair() throws IOException {
    JsonNode golden = GoldenCases.named("dpo-sigmoid-per-pair");
    assertThat(dpo(golden).toDoubleArray())
        .containsExactly(GoldenCases.doubles(golden.get("loss_per_pair")), within(1e-6));
  }

  @Test
  void dpoOnAverage() throws IOException {
    JsonNode golden = GoldenCases.named("dpo-family-mean");
    assertThat(dpo(golden).mean().getDouble())
        .isCloseTo(golden.at("/mean_loss/sigmoid").doubleValue(), within(1e-9));
  }

  @Test
  void ipoOfMeansOverTokens() throws IOException {
    JsonNode golden = GoldenCases.named("dpo-family-mean");
    NDArray chosenLengths = cases.vector(golden.get("chosen_lengths"));
    NDArray rejectedLengths = cases.vector(golden.get("rejected_lengths"));
    NDArray loss =
        PreferenceLosses.ipo(
            new PolicyPair(
                cases.vector(golden.get("policy_chosen")).div(chosenLengths),
                cases.vector(golden.get("policy_rejected")).div(rejectedLengths)),
            new ReferencePair(
                cases.vector(golden.get("ref_chosen")).div(chosenLengths),
                cases.vector(golden.get("ref_rejected")).div(rejectedLengths)),
            golden.get("beta").doubleValue());
    assertThat(loss.mean().getDouble())
        .isCloseTo(golden.at("/mean_loss/ipo_length_averaged").doubleValue(), within(1e-9));
  }

  @Test
  void softmaxOfOnePlace() throws IOException {
    JsonNode golden = GoldenCases.named("s-dpo");
    NDArray chosen =
        cases.manager().create(new double[] {golden.get("delta_chosen").doubleValue()});
    NDArray rejected = cases.vector(golden.get("delta_rejected")).expandDims(0);
    NDArray loss =
        PreferenceLosses.softmax(
            new PolicyChoices(chosen, rejected),
            new ReferenceChoices(chosen.zerosLike(), rejected.zerosLike()),
            rejected.eq(rejected),
            golden.get("beta").doubleValue());
    assertThat(loss.getDouble()).isCloseTo(golden.get("loss").doubleValue(), within(1e-6));
  }

  @Test
  void klEstimators() throws IOException {
    JsonNode golden = GoldenCases.named("kl-estimators");
    NDArray logProbs = cases.vector(golden.get("logprobs"));
    NDArray refLogProbs = cases.vector(golden.get("ref_logprobs"));
    assertThat(KlEstimators.k1(logProbs, refLogProbs).toDoubleArray())
        .containsExactly(GoldenCases.doubles(golden.get("k1")), within(1e-9));
    assertThat(KlEstimators.k2(logProbs, refLogProbs).toDoubleArray())
        .containsExactly(GoldenCases.doubles(golden.get("k2")), within(1e-9));
    // quoted to seven digits at the most, e^-14 = 8.3e-7 cut off
    assertThat(KlEstimators.k3(logProbs, refLogProbs).toDoubleArray())
        .containsExactly(GoldenCases.doubles(golden.get("k3")), within(1e-6));
  }

  @Test
  void k3AsAPenalty() throws IOException {
    JsonNode golden = GoldenCases.named("k3-penalty");
    NDArray k3 =
        KlEstimators.k3(
            cases.vector(golden.get("new_logprobs")), cases.vector(golden.get("ref_logprobs")));
    assertThat(k3.toDoubleArray())
        .containsExactly(GoldenCases.doubles(golden.get("k3")), within(1e-6));
    assertThat(k3.mean().getDouble() * golden.get("beta").doubleValue())
        .isCloseTo(golden.get("loss").doubleValue(), within(1e-4));
  }

  @Test
  void aggregations() throws IOException {
    JsonNode golden = GoldenCases.named("loss-aggregation");
    NDArray loss = cases.matrix(golden.get("loss"));
    NDArray mask = cases.matrix(golden.get("mask")).neq(0);
    assertThat(Reductions.tokenMean(loss, mask).getDouble())
        .isCloseTo(golden.get("token_mean").doubleValue(), within(1e-12));
    assertThat(Reductions.tokenMean(loss, mask, 1).getDouble())
        .isCloseTo(golden.get("token_sum").doubleValue(), within(1e-12));
    assertThat(Reductions.sequenceMeanTokenSum(loss, mask).getDouble())
        .isCloseTo(golden.get("seq_mean_token_sum").doubleValue(), within(1e-12));
    assertThat(Reductions.sequenceMeanTokenMean(loss, mask).getDouble())
        .isCloseTo(golden.get("seq_mean_token_mean").doubleValue(), within(1e-12));
  }

  @Test
  void maskedMeanIgnoresNan() throws IOException {
    JsonNode golden = GoldenCases.named("masked-mean-ignores-nan-outside-mask");
    NDArray mask = cases.vector(golden.get("mask")).neq(0);
    assertThat(Reductions.tokenMean(cases.vector(golden.get("values")), mask).getDouble())
        .isEqualTo(golden.get("mean").doubleValue());
  }

  @Test
  void fullyMaskedRow() throws IOException {
    JsonNode golden = GoldenCases.named("fully-masked-row");
    NDArray mask = cases.matrix(golden.get("mask")).neq(0);
    assertThat(Reductions.sequenceMeanTokenMean(cases.matrix(golden.get("loss")), mask).getDouble())
        .isEqualTo(golden.get("seq_mean").doubleValue());
  }

  @Test
  void averageLogProb() throws IOException {
    JsonNode golden = GoldenCases.named("average-logprob");
    double[] predictions = GoldenCases.doubles(golden.get("token_logprobs"));
    int length = golden.get("labels").size();
    // The source lists at t what position t predicts of token t + 1; here it belongs to that token.
    double[] ofTokens = new double[length];
    System.arraycopy(predictions, 0, ofTokens, 1, length - 1);
    boolean[] keep = new boolean[length];
    Arrays.fill(keep, 1, length, true);
    NDArray logProbs = cases.manager().create(ofTokens, new Shape(1, length));
    assertThat(
            SequenceLogProbs.mean(logProbs, cases.manager().create(keep, new Shape(1, length)))
                .toDoubleArray())
        .containsExactly(golden.get("average").doubleValue());
    assertThat(
            SequenceLogProbs.mean(
                    logProbs, cases.manager().create(new boolean[length], new Shape(1, length)))
                .toDoubleArray())
        .containsExactly(golden.get("all_masked").doubleValue());
  }

  private NDArray dpo(JsonNode golden) {
    return PreferenceLosses.dpo(
        new PolicyPair(
            cases.vector(golden.get("policy_chosen")), cases.vector(golden.get("policy_rejected"))),
        new ReferencePair(
            cases.vector(golden.get("ref_chosen")), cases.vector(golden.get("ref_rejected"))),
        golden.get("beta").doubleValue(),
        0);
  }
}
