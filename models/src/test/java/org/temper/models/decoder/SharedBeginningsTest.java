package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import com.google.common.primitives.Floats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.NamedParameter;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.TrainableRewardModel.ScoredSequences;

/** Sequences that begin alike, whose common tokens are computed once, beside each of them alone. */
class SharedBeginningsTest {
  private static final List<TokenSequence> SEQUENCES = TinyDecoders.beginningAlike();
  private static final List<SequenceBatch> ALONE =
      SEQUENCES.stream().map(sequence -> SequenceBatch.of(List.of(sequence))).toList();
  private static final Set<TokenOutput> ENTROPY = Set.of(TokenOutput.ENTROPY);

  static Stream<DecoderConfig> configs() {
    return Stream.concat(
        TinyDecoders.all().stream(),
        // The window's edge falls within what rows share.
        Stream.of(TinyDecoders.llama().withWindow(new SlidingWindow(20, Set.of(1)))));
  }

  /** Log-probabilities of all scored tokens, and what a loss of them leaves in the parameters. */
  private record Sums(List<Float> logProbs, Map<String, float[]> gradients) {}

  private static Sums sums(DecoderPolicy policy, List<SequenceBatch> batches) {
    List<Float> logProbs = new ArrayList<>();
    for (SequenceBatch batch : batches) {
      try (ScoredBatch scored = policy.score(batch, ENTROPY)) {
        addScored(logProbs, batch, scored);
        NDArray squares = scored.tokenLogProbs().square().sum();
        scored.backward(squares.add(scored.entropies().sum().mul(0.3f)));
      }
    }
    Map<String, float[]> gradients = new TreeMap<>();
    for (NamedParameter parameter : policy.parameters()) {
      try (NDArray gradient = parameter.array().getGradient()) {
        gradients.put(parameter.name(), gradient.toFloatArray());
      }
    }
    return new Sums(logProbs, gradients);
  }

  private static void addScored(List<Float> logProbs, SequenceBatch batch, TokenScores scores) {
    float[] values = scores.tokenLogProbs().toFloatArray();
    for (int row = 0; row < batch.rows(); row++) {
      for (int column = 0; column < batch.columns(); column++) {
        if (batch.isScored(row, column)) {
          logProbs.add(values[row * batch.columns() + column]);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void eachRowIsAsAlone(DecoderConfig config) {
    SequenceBatch together = SequenceBatch.of(SEQUENCES);
    for (DecoderOptions options : TinyDecoders.holdingNothingOrAll()) {
      try (DecoderPolicy first = TinyDecoders.policy(config, options);
          DecoderPolicy second = TinyDecoders.policy(config, options)) {
        Sums alone = sums(second, ALONE);
        Sums shared = sums(first, List.of(together));
        assertThat(shared.logProbs()).hasSameSizeAs(alone.logProbs());
        assertThat(Floats.toArray(shared.logProbs()))
            .containsExactly(Floats.toArray(alone.logProbs()), within(1e-3f));
        try (TokenScores evaluated = first.evaluate(together)) {
          List<Float> again = new ArrayList<>();
          addScored(again, together, evaluated);
          assertThat(Floats.toArray(again))
              .containsExactly(Floats.toArray(alone.logProbs()), within(1e-3f));
        }
        alone
            .gradients()
            .forEach(
                (name, values) ->
                    assertThat(TinyDecoders.distance(shared.gradients().get(name), values))
                        .as(name)
                        .isLessThan(1e-4));
      }
    }
  }

  @Test
  void rewardsAreAsAlone() {
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.qwen3());
        DecoderRewardModel first = DecoderRewardModel.of(policy, 3);
        DecoderRewardModel second = DecoderRewardModel.of(policy, 3)) {
      double[] alone = ALONE.stream().mapToDouble(batch -> second.rewards(batch)[0]).toArray();
      assertThat(first.rewards(SequenceBatch.of(SEQUENCES))).containsExactly(alone, within(1e-4));
      backward(first, List.of(SequenceBatch.of(SEQUENCES)));
      backward(second, ALONE);
      for (int i = 0; i < second.parameters().size(); i++) {
        NamedParameter expected = second.parameters().asList().get(i);
        try (NDArray one = expected.array().getGradient();
            NDArray other = first.parameters().asList().get(i).array().getGradient()) {
          assertThat(TinyDecoders.distance(other.toFloatArray(), one.toFloatArray()))
              .as(expected.name())
              .isLessThan(1e-4);
        }
      }
    }
  }

  private static void backward(DecoderRewardModel model, List<SequenceBatch> batches) {
    for (SequenceBatch batch : batches) {
      try (ScoredSequences scored = model.score(batch)) {
        scored.backward(scored.rewards().square().sum());
      }
    }
  }
}
