package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.NamedParameter;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.data.BatchConfig;
import org.temper.data.SequenceBatches;

/** Sequences packed into updates by their tokens, beside each of them alone. */
class PackedBatchesTest {
  private static final List<TokenSequence> SEQUENCES =
      IntStream.of(31, 5, 12, 48, 7, 22, 9, 40, 3, 17)
          .mapToObj(
              length ->
                  TokenSequence.of(
                      TinyDecoders.tokens(1, length), TinyDecoders.tokens(length - 1, length + 1)))
          .toList();

  static List<DecoderConfig> configs() {
    return TinyDecoders.all();
  }

  private record Sums(double loss, Map<String, float[]> gradients) {}

  private static Sums sums(DecoderPolicy policy, List<SequenceBatch> batches) {
    double loss = 0;
    for (SequenceBatch batch : batches) {
      try (ScoredBatch scored = policy.score(batch)) {
        NDArray sum = scored.tokenLogProbs().sum().neg();
        loss += sum.getFloat();
        scored.backward(sum);
      }
    }
    Map<String, float[]> gradients = new TreeMap<>();
    for (NamedParameter parameter : policy.parameters()) {
      try (NDArray gradient = parameter.array().getGradient()) {
        gradients.put(parameter.name(), gradient.toFloatArray());
      }
    }
    return new Sums(loss, gradients);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void nothingAttendsAcrossSequences(DecoderConfig config) {
    SequenceBatches packed = SequenceBatches.of(SEQUENCES, BatchConfig.ofTokens(64));
    List<SequenceBatch> together = new ArrayList<>();
    for (long update = 0; update < packed.updatesPerEpoch(); update++) {
      together.addAll(packed.update(3, update).microBatches());
    }
    assertThat(together).hasSizeLessThan(SEQUENCES.size() / 2 + 1);
    int tokens = together.stream().mapToInt(SequenceBatch::scoredTokens).sum();
    try (DecoderPolicy first = DecoderPolicy.random(config, 5, DecoderOptions.defaults());
        DecoderPolicy second = DecoderPolicy.random(config, 5, DecoderOptions.defaults())) {
      Sums actual = sums(first, together);
      Sums alone =
          sums(
              second,
              SEQUENCES.stream().map(sequence -> SequenceBatch.of(List.of(sequence))).toList());

      assertThat(actual.loss() / tokens).isCloseTo(alone.loss() / tokens, within(1e-5));
      alone
          .gradients()
          .forEach(
              (name, values) ->
                  assertThat(actual.gradients().get(name))
                      .as(name)
                      .containsExactly(values, within(2e-4f)));
    }
  }
}
