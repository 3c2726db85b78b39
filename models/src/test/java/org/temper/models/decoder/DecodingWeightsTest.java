package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.DecodingSession;
import org.temper.api.TokenScores;
import org.temper.models.decoder.DecoderOptions.DecodingWeights;

class DecodingWeightsTest {
  static List<DecoderConfig> configs() {
    return Stream.concat(TinyDecoders.all().stream(), Stream.of(TinyDecoders.large())).toList();
  }

  private static DecoderPolicy with(DecoderConfig config, DecodingWeights weights) {
    return TinyDecoders.policy(config, DecoderOptions.defaults().withDecodingWeights(weights));
  }

  /** The logits after each of a sequence's tokens from the fourth on, in a session of some rows. */
  private static float[][] logits(DecoderPolicy policy, long[] tokens, int rows) {
    long[][] others = new long[rows][];
    others[0] = Arrays.copyOf(tokens, 4);
    for (int row = 1; row < rows; row++) {
      others[row] = TinyDecoders.tokens(3 + row, row);
    }
    float[][] logits = new float[tokens.length - 3][];
    try (DecodingSession session = policy.decode(List.of(others))) {
      for (int t = 4; t <= tokens.length; t++) {
        logits[t - 4] = session.logits().get(0).toFloatArray();
        if (t < tokens.length) {
          long[] next = new long[rows];
          next[0] = tokens[t];
          session.advance(next);
        }
      }
    }
    return logits;
  }

  @ParameterizedTest
  @MethodSource("configs")
  void eightBitsAreTheSameWeightsForOneRowAndForMore(DecoderConfig config) {
    long[] tokens = TinyDecoders.tokens(9, 1);
    try (DecoderPolicy rounded = with(config, DecodingWeights.INT8)) {
      float[][] one = logits(rounded, tokens, 1);
      float[][] three = logits(rounded, tokens, 3);
      for (int t = 0; t < one.length; t++) {
        assertThat(one[t]).containsExactly(three[t], within(2e-4f));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "INT8"})
  void smallerWeightsAreNearTheTrainedOnesAndNotTheSame(DecodingWeights weights) {
    DecoderConfig config = TinyDecoders.llama();
    long[] tokens = TinyDecoders.tokens(9, 1);
    try (DecoderPolicy trained = TinyDecoders.policy(config);
        DecoderPolicy smaller = with(config, weights)) {
      float[][] exact = logits(trained, tokens, 1);
      float[][] near = logits(smaller, tokens, 1);
      double difference = 0;
      double size = 0;
      for (int t = 0; t < exact.length; t++) {
        for (int v = 0; v < exact[t].length; v++) {
          difference += Math.pow(exact[t][v] - near[t][v], 2);
          size += Math.pow(exact[t][v], 2);
        }
      }
      // Thirteen products follow one another. A bfloat16 is off by at most 2⁻⁹ of itself, weights
      // and
      // what they are multiplied by alike. Of the 64 normal weights of a row the largest and the
      // least
      // are some 5 deviations apart, which 255 steps divide; what is lost is step / √12 on average.
      double ofOne =
          weights == DecodingWeights.BFLOAT16 ? 2 * Math.pow(2, -9) : 5 / 255.0 / Math.sqrt(12);
      assertThat(Math.sqrt(difference / size)).isBetween(1e-5, Math.sqrt(13) * ofOne);
    }
  }

  @ParameterizedTest
  @EnumSource
  void scoringIsOfTheTrainedWeights(DecodingWeights weights) {
    DecoderConfig config = TinyDecoders.llama();
    try (DecoderPolicy trained = TinyDecoders.policy(config);
        DecoderPolicy other = with(config, weights)) {
      assertThat(logProbs(other)).isEqualTo(logProbs(trained));
    }
  }

  private static float[] logProbs(DecoderPolicy policy) {
    try (TokenScores scores = policy.evaluate(TinyDecoders.batch(7, 4), Set.of())) {
      return scores.tokenLogProbs().toFloatArray();
    }
  }

  @Test
  void graphicsProcessorsHaveNoSumsOfEightBits() {
    DecoderOptions options = DecoderOptions.defaults().withDecodingWeights(DecodingWeights.INT8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withDevice(Device.gpu()))
        .withMessage(
            "decodingWeights (--decoding-weights): expected trained or bfloat16 on a GPU, got"
                + " int8");
  }
}
