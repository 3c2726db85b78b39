package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.DecodingSession;
import org.temper.api.NamedParameter;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.models.kernel.GradientMode;

class DecoderScoresTest {
  private static final Set<TokenOutput> ENTROPY = Set.of(TokenOutput.ENTROPY);

  static List<DecoderConfig> configs() {
    return TinyDecoders.all();
  }

  private static Map<String, float[]> gradients(DecoderPolicy policy, SequenceBatch batch) {
    try (ScoredBatch scored = policy.score(batch, ENTROPY)) {
      scored.backward(loss(scored));
    }
    Map<String, float[]> gradients = new LinkedHashMap<>();
    for (NamedParameter parameter : policy.parameters()) {
      try (NDArray gradient = parameter.array().getGradient()) {
        gradients.put(parameter.name(), gradient.toFloatArray());
      }
    }
    return gradients;
  }

  private static NDArray loss(TokenScores scores) {
    return scores.tokenLogProbs().square().sum().add(scores.entropies().sum().mul(0.3f));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void chunksAndRecomputationGiveTheSameGradients(DecoderConfig config) {
    SequenceBatch batch = TinyDecoders.batch(12, 7, 20);
    DecoderOptions plain = DecoderOptions.defaults();
    try (DecoderPolicy kept = TinyDecoders.policy(config, plain);
        DecoderPolicy chunked = TinyDecoders.policy(config, plain.withScoringBytes(1));
        DecoderPolicy recomputed =
            TinyDecoders.policy(config, plain.withActivations(ActivationLimit.of(0)))) {
      Map<String, float[]> expected = gradients(kept, batch);
      assertSame(gradients(chunked, batch), expected);
      assertSame(gradients(recomputed, batch), expected);
    }
  }

  private static void assertSame(Map<String, float[]> actual, Map<String, float[]> expected) {
    expected.forEach(
        (name, values) ->
            assertThat(actual.get(name)).as(name).containsExactly(values, within(1e-3f)));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void gradientsAreThoseOfFiniteDifferences(DecoderConfig config) {
    SequenceBatch batch = TinyDecoders.batch(9, 5);
    try (DecoderPolicy policy = DecoderPolicy.random(config, 3, DecoderOptions.defaults())) {
      Map<String, float[]> gradients = gradients(policy, batch);
      for (NamedParameter parameter : policy.parameters()) {
        NDArray array = parameter.array();
        int index = steepest(gradients.get(parameter.name()));
        float step = 0.01f;
        double slope =
            (lossWith(policy, batch, array, index, step)
                    - lossWith(policy, batch, array, index, -step))
                / (2 * step);
        double gradient = gradients.get(parameter.name())[index];
        assertThat(slope)
            .as(parameter.name())
            .isCloseTo(gradient, within(0.02 * Math.abs(gradient) + 0.02));
      }
    }
  }

  private static int steepest(float[] gradient) {
    int best = 0;
    for (int i = 1; i < gradient.length; i++) {
      if (Math.abs(gradient[i]) > Math.abs(gradient[best])) {
        best = i;
      }
    }
    return best;
  }

  private static double lossWith(
      DecoderPolicy policy, SequenceBatch batch, NDArray array, int index, float change) {
    float[] values = array.toFloatArray();
    float before = values[index];
    values[index] += change;
    write(array, values);
    try (TokenScores scores = policy.evaluate(batch, ENTROPY)) {
      return loss(scores).getFloat();
    } finally {
      values[index] = before;
      write(array, values);
    }
  }

  private static void write(NDArray array, float[] values) {
    try (GradientMode off = GradientMode.off();
        NDManager scope = array.getManager().newSubManager()) {
      scope.create(values, array.getShape()).copyTo(array);
    }
  }

  @Test
  void paddingOnEitherSideAndMoreOfItChangesNothing() {
    long[] first = TinyDecoders.tokens(6, 1);
    long[] second = TinyDecoders.tokens(4, 2);
    SequenceBatch right =
        SequenceBatch.of(List.of(TokenSequence.ofText(first), TokenSequence.ofText(second)));
    int columns = 9;
    long[] tokens = new long[2 * columns];
    boolean[] mask = new boolean[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = 999; // under padding nothing is looked at
    }
    for (int i = 0; i < first.length; i++) {
      tokens[3 + i] = first[i];
      mask[3 + i] = true;
    }
    for (int i = 0; i < second.length; i++) {
      tokens[columns + 5 + i] = second[i];
      mask[columns + 5 + i] = true;
    }
    SequenceBatch left = SequenceBatch.of(2, columns, tokens, mask, mask);
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama());
        TokenScores expected = policy.evaluate(right);
        TokenScores actual = policy.evaluate(left)) {
      float[] a = expected.tokenLogProbs().toFloatArray();
      float[] b = actual.tokenLogProbs().toFloatArray();
      for (int i = 0; i < first.length; i++) {
        assertThat(b[3 + i]).isCloseTo(a[i], within(1e-5f));
      }
      for (int i = 0; i < second.length; i++) {
        assertThat(b[columns + 5 + i]).isCloseTo(a[first.length + i], within(1e-5f));
      }
      assertThat(b[0]).isZero();
      assertThat(b[3]).as("the first token is never scored").isZero();
    }
  }

  @Test
  void logProbsAndEntropiesAreThoseOfTheSoftmaxOfTheSessionsLogits() {
    long[] tokens = TinyDecoders.tokens(5, 9);
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.qwen3());
        TokenScores scores =
            policy.evaluate(SequenceBatch.of(List.of(TokenSequence.ofText(tokens))), ENTROPY);
        var session = policy.decode(List.of(new long[] {tokens[0]}))) {
      for (int t = 1; t < tokens.length; t++) {
        float[] logits = session.logits().toFloatArray();
        double sum = 0;
        for (float logit : logits) {
          sum += Math.exp(logit);
        }
        double entropy = 0;
        for (float logit : logits) {
          double p = Math.exp(logit) / sum;
          entropy -= p * Math.log(p);
        }
        assertThat(scores.tokenLogProbs().getFloat(0, t))
            .isCloseTo((float) (logits[(int) tokens[t]] - Math.log(sum)), within(1e-4f));
        assertThat(scores.entropies().getFloat(0, t)).isCloseTo((float) entropy, within(1e-4f));
        session.advance(tokens[t]);
      }
    }
  }

  @Test
  void productsInBfloat16ComeCloseToThoseInFloat32() {
    SequenceBatch batch = TinyDecoders.batch(12, 7);
    long[] prompt = TinyDecoders.tokens(5, 1);
    DecoderOptions half =
        DecoderOptions.defaults().withPrecision(DecoderOptions.Precision.BFLOAT16);
    try (DecoderPolicy full = TinyDecoders.policy(TinyDecoders.qwen3());
        DecoderPolicy rounded = TinyDecoders.policy(TinyDecoders.qwen3(), half);
        TokenScores expected = full.evaluate(batch);
        TokenScores actual = rounded.evaluate(batch);
        DecodingSession session = rounded.decode(List.of(prompt, Arrays.copyOf(prompt, 3)));
        DecodingSession exact = full.decode(List.of(prompt, Arrays.copyOf(prompt, 3)))) {
      // Eight bits of mantissa: about 1 % of log-probabilities of a few nats.
      assertThat(actual.tokenLogProbs().toFloatArray())
          .containsExactly(expected.tokenLogProbs().toFloatArray(), within(0.3f));
      for (int i = 0; i < 3; i++) {
        assertThat(session.logits().toFloatArray())
            .containsExactly(exact.logits().toFloatArray(), within(0.3f));
        session.advance(1, 2);
        exact.advance(1, 2);
      }
      Map<String, float[]> gradients = gradients(rounded, batch);
      assertThat(gradients.values())
          .allSatisfy(
              values -> {
                for (float value : values) {
                  assertThat(value).isFinite();
                }
              });
    }
  }

  @Test
  void aBatchWithoutScoredTokensGivesZerosAndNoGradient() {
    SequenceBatch batch =
        SequenceBatch.of(List.of(TokenSequence.of(TinyDecoders.tokens(4, 0), new long[0])));
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama())) {
      Map<String, float[]> gradients = gradients(policy, batch);
      assertThat(gradients.values()).allSatisfy(g -> assertThat(g).containsOnly(0f));
    }
  }

  @Test
  void gradientsAccumulate() {
    SequenceBatch batch = TinyDecoders.batch(8);
    try (DecoderPolicy once = TinyDecoders.policy(TinyDecoders.llama());
        DecoderPolicy twice = TinyDecoders.policy(TinyDecoders.llama())) {
      Map<String, float[]> single = gradients(once, batch);
      gradients(twice, batch);
      Map<String, float[]> accumulated = gradients(twice, batch);
      single.forEach(
          (name, values) -> {
            for (int i = 0; i < values.length; i++) {
              assertThat(accumulated.get(name)[i])
                  .isCloseTo(2 * values[i], within(1e-3f + Math.abs(values[i]) * 1e-3f));
            }
          });
    }
  }

  @Test
  void frozenCopiesStayWhatTheyWereAndCannotBeTrained() {
    SequenceBatch batch = TinyDecoders.batch(8);
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.qwen2());
        DecoderPolicy frozen = policy.frozenCopy();
        TokenScores before = policy.evaluate(batch)) {
      for (NamedParameter parameter : policy.parameters()) {
        try (GradientMode off = GradientMode.off()) {
          parameter.array().addi(0.5f);
        }
      }
      try (TokenScores copy = frozen.evaluate(batch);
          TokenScores changed = policy.evaluate(batch)) {
        assertThat(copy.tokenLogProbs().toFloatArray())
            .isEqualTo(before.tokenLogProbs().toFloatArray());
        assertThat(changed.tokenLogProbs().toFloatArray())
            .isNotEqualTo(before.tokenLogProbs().toFloatArray());
      }
      assertThatIllegalStateException()
          .isThrownBy(() -> frozen.score(batch))
          .withMessageContaining("frozen");
    }
  }

  @Test
  void badInputIsRefusedByName() {
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama())) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  policy.evaluate(
                      SequenceBatch.of(List.of(TokenSequence.ofText(new long[] {0, 37})))))
          .withMessage("batch: expected token ids in [0, 37), got 37 in row 0 column 1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.evaluate(TinyDecoders.batch(201)))
          .withMessage("batch: expected at most 200 tokens in a row, got 201 in row 0");
      try (ScoredBatch scored = policy.score(TinyDecoders.batch(6))) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> scored.backward(scored.tokenLogProbs()))
            .withMessageContaining("loss: expected a scalar");
        assertThatIllegalStateException().isThrownBy(scored::entropies);
        NDArray loss = scored.tokenLogProbs().sum();
        scored.backward(loss);
        assertThatIllegalStateException().isThrownBy(() -> scored.backward(loss));
      }
    }
  }

  @Test
  void anArrayMissingFromTheWeightsIsNamed() {
    DecoderConfig config = TinyDecoders.llama();
    try (DecoderPolicy policy = TinyDecoders.policy(config)) {
      Map<String, NDArray> weights = new LinkedHashMap<>(policy.weights());
      weights.remove("model.norm.weight");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DecoderPolicy.create(config, weights, DecoderOptions.defaults()))
          .withMessageStartingWith("weights: expected the arrays");
    }
  }

  @Test
  void arraysOfOneStepAreFreedWithIt() {
    SequenceBatch batch = TinyDecoders.batch(8, 5);
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama())) {
      NDManager manager = policy.parameters().asList().get(0).array().getManager();
      gradients(policy, batch);
      policy.evaluate(batch).close();
      int before = manager.getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        gradients(policy, batch);
        policy.evaluate(batch).close();
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }
}
