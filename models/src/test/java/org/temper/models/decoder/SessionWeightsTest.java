package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.training.tracker.Tracker;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.DecodingSession;
import org.temper.api.ScoredBatch;
import org.temper.api.TokenScores;
import org.temper.models.decoder.DecoderOptions.DecodingWeights;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;

/** Weights that were made ready for one session serve the next one, and never once they changed. */
class SessionWeightsTest {
  private static final String MATRIX = "model.layers.0.mlp.down_proj.weight";

  static Stream<Arguments> changes() {
    List<Consumer<DecoderPolicy>> changes =
        List.of(
            SessionWeightsTest::train,
            policy -> policy.weights().get(MATRIX).muli(1.5f),
            policy -> {
              // Written to from outside libtorch.
              NDArray array = policy.weights().get(MATRIX);
              float[] values = array.toFloatArray();
              values[3] += 0.5f;
              array.set(values);
            });
    return changes.stream()
        .flatMap(
            change ->
                Stream.of(DecodingWeights.values())
                    .flatMap(
                        weights ->
                            Stream.of(1, 3).map(rows -> Arguments.of(change, weights, rows))));
  }

  private static void train(DecoderPolicy policy) {
    try (AdamW optimizer = AdamW.of(policy.parameters(), AdamWConfig.of(Tracker.fixed(1e-3f)));
        ScoredBatch scored = policy.score(TinyDecoders.batch(7, 4), Set.of())) {
      scored.backward(scored.tokenLogProbs().sum().neg());
      optimizer.step();
    }
  }

  private static DecoderPolicy policy(DecodingWeights weights) {
    return TinyDecoders.policy(
        TinyDecoders.llama(), DecoderOptions.defaults().withDecodingWeights(weights));
  }

  private static float[] logits(DecoderPolicy policy, int rows) {
    List<long[]> prompts =
        IntStream.range(0, rows).mapToObj(row -> TinyDecoders.tokens(4 + row, row)).toList();
    try (DecodingSession session = policy.decode(prompts)) {
      session.logits();
      session.advance(TinyDecoders.tokens(rows, 9));
      return session.logits().toFloatArray();
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changedWeightsAreMadeReadyAnew(
      Consumer<DecoderPolicy> change, DecodingWeights weights, int rows) {
    try (DecoderPolicy policy = policy(weights)) {
      float[] before = logits(policy, rows);
      assertThat(logits(policy, rows)).isEqualTo(before);
      change.accept(policy);
      float[] after = logits(policy, rows);
      try (DecoderPolicy afresh = policy.frozenCopy()) {
        assertThat(after).isEqualTo(logits(afresh, rows)).isNotEqualTo(before);
      }
    }
  }

  @Test
  void sessionsOfOtherSizesAndPassesBetweenThemChangeNothing() {
    try (DecoderPolicy policy = policy(DecodingWeights.TRAINED)) {
      float[] one = logits(policy, 1);
      float[] three = logits(policy, 3);
      assertThat(logits(policy, 1)).isEqualTo(one);
      try (TokenScores scores = policy.evaluate(TinyDecoders.batch(7, 4), Set.of())) {
        assertThat(scores.tokenLogProbs().isEmpty()).isFalse();
      }
      assertThat(logits(policy, 1)).isEqualTo(one);
      assertThat(logits(policy, 3)).isEqualTo(three);
    }
  }

  @Test
  void sessionsThatAreOpenTogetherHaveWeightsOfTheirOwn() {
    try (DecoderPolicy policy = policy(DecodingWeights.TRAINED)) {
      float[] alone = logits(policy, 1);
      try (DecodingSession open = policy.decode(List.of(TinyDecoders.tokens(4, 0)))) {
        open.logits();
        logits(policy, 3);
        assertThat(logits(policy, 1)).isEqualTo(alone);
        open.advance(TinyDecoders.tokens(1, 9));
        assertThat(open.logits().toFloatArray()).isEqualTo(alone);
      }
    }
  }
}
