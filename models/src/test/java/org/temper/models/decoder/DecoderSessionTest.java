package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.api.DecodingSession;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;

class DecoderSessionTest {
  static List<DecoderConfig> configs() {
    return TinyDecoders.all();
  }

  /** The logits after a sequence, by a session that caches nothing. */
  private static float[] afresh(DecoderPolicy policy, long[] tokens) {
    try (DecodingSession session = policy.decode(List.of(tokens))) {
      return session.logits().toFloatArray();
    }
  }

  private static void assertRow(NDArray logits, int row, DecoderPolicy policy, long[] tokens) {
    assertThat(logits.get(row).toFloatArray())
        .containsExactly(afresh(policy, tokens), within(2e-4f));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void raggedRowsThatMoveIndependentlyEqualRowsComputedAfresh(DecoderConfig config) {
    long[] a = TinyDecoders.tokens(30, 1);
    long[] b = TinyDecoders.tokens(30, 2);
    long[] c = TinyDecoders.tokens(30, 3);
    try (DecoderPolicy policy = TinyDecoders.policy(config);
        DecodingSession session =
            policy.decode(List.of(Arrays.copyOf(a, 3), Arrays.copyOf(b, 7), Arrays.copyOf(c, 1)))) {
      NDArray logits = session.logits();
      assertRow(logits, 0, policy, Arrays.copyOf(a, 3));
      assertRow(logits, 1, policy, Arrays.copyOf(b, 7));
      assertRow(logits, 2, policy, Arrays.copyOf(c, 1));

      session.advance(a[3], b[7], c[1]);
      logits = session.logits();
      assertRow(logits, 0, policy, Arrays.copyOf(a, 4));
      assertRow(logits, 2, policy, Arrays.copyOf(c, 2));

      // A tool answers row 1 with five tokens; row 0 gets one, row 2 none.
      session.append(1, Arrays.copyOfRange(b, 8, 13));
      session.append(0, a[4]);
      logits = session.logits();
      assertRow(logits, 0, policy, Arrays.copyOf(a, 5));
      assertRow(logits, 1, policy, Arrays.copyOf(b, 13));
      assertRow(logits, 2, policy, Arrays.copyOf(c, 2));

      session.finish(0);
      assertThat(session.liveRows()).containsExactly(1, 2);
      logits = session.logits();
      assertRow(logits, 0, policy, Arrays.copyOf(b, 13));
      assertRow(logits, 1, policy, Arrays.copyOf(c, 2));
      session.advance(b[13], c[2]);
      logits = session.logits();
      assertRow(logits, 0, policy, Arrays.copyOf(b, 14));
      assertRow(logits, 1, policy, Arrays.copyOf(c, 3));
      assertThat(session.length(0)).isEqualTo(5);
      assertThat(session.length(1)).isEqualTo(14);
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void rowsThatBeginAlikeGoTheirOwnWays(DecoderConfig config) {
    long[] a = TinyDecoders.tokens(12, 1);
    long[] b = TinyDecoders.tokens(12, 2);
    try (DecoderPolicy policy = TinyDecoders.policy(config);
        DecodingSession session =
            policy.decode(
                List.of(
                    Arrays.copyOf(a, 4),
                    Arrays.copyOf(b, 6),
                    Arrays.copyOf(a, 4),
                    Arrays.copyOf(a, 4),
                    Arrays.copyOf(a, 3)))) {
      session.finish(2);
      session.append(3, b[0], b[1]);
      session.append(4, a[3]);
      NDArray logits = session.logits();
      assertThat(logits.getShape().get(0)).isEqualTo(4);
      assertRow(logits, 0, policy, Arrays.copyOf(a, 4));
      assertRow(logits, 1, policy, Arrays.copyOf(b, 6));
      assertRow(logits, 2, policy, joined(Arrays.copyOf(a, 4), b[0], b[1]));
      assertRow(logits, 3, policy, Arrays.copyOf(a, 4));

      session.advance(a[4], b[6], b[2], b[7]);
      logits = session.logits();
      assertRow(logits, 0, policy, Arrays.copyOf(a, 5));
      assertRow(logits, 1, policy, Arrays.copyOf(b, 7));
      assertRow(logits, 2, policy, joined(Arrays.copyOf(a, 4), b[0], b[1], b[2]));
      assertRow(logits, 3, policy, joined(Arrays.copyOf(a, 4), b[7]));
    }
  }

  private static long[] joined(long[] start, long... rest) {
    return Longs.concat(start, rest);
  }

  @Test
  void theCacheGrowsPastItsFirstSize() {
    long[] tokens = TinyDecoders.tokens(150, 4);
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama());
        DecodingSession session = policy.decode(List.of(Arrays.copyOf(tokens, 2)))) {
      session.logits();
      for (int t = 2; t < 140; t++) {
        session.advance(tokens[t]);
        session.logits();
      }
      session.append(0, Arrays.copyOfRange(tokens, 140, 150));
      assertRow(session.logits(), 0, policy, tokens);
    }
  }

  @Test
  void manyPromptsGoThroughInParts() {
    List<long[]> prompts = new ArrayList<>();
    for (int row = 0; row < 300; row++) {
      prompts.add(TinyDecoders.tokens(60 + row % 3, row));
    }
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama());
        DecodingSession session = policy.decode(prompts)) {
      for (int row : new int[] {0, 271, 272, 273, 299}) {
        assertRow(session.logits(), row, policy, prompts.get(row));
      }
      session.finish(7);
      session.begin(7, prompts.get(4));
      assertRow(session.logits(), 7, policy, prompts.get(4));
      assertRow(session.logits(), 8, policy, prompts.get(8));
    }
  }

  @Test
  void rowsFinishedBeforeTheFirstLogitsAreNeverComputed() {
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.qwen2());
        DecodingSession session =
            policy.decode(List.of(TinyDecoders.tokens(3, 1), TinyDecoders.tokens(4, 2)))) {
      session.finish(0);
      assertRow(session.logits(), 0, policy, TinyDecoders.tokens(4, 2));
      session.finish(1);
      assertThatIllegalStateException()
          .isThrownBy(session::logits)
          .withMessage("logits: expected a live row, got none");
    }
  }

  @Test
  void askingTwiceComputesOnce() {
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama());
        DecodingSession session = policy.decode(List.of(new long[] {1}))) {
      assertThat(session.logits()).isSameAs(session.logits());
    }
  }

  @Test
  void rowsThatFinishBeforeAnythingIsCachedLeaveTheOthersAlone() {
    long[] a = TinyDecoders.tokens(9, 1);
    long[] b = TinyDecoders.tokens(9, 2);
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama());
        DecodingSession session =
            policy.decode(List.of(Arrays.copyOf(a, 4), Arrays.copyOf(b, 4), Arrays.copyOf(a, 2)))) {
      session.finish(0);
      assertRow(session.logits(), 0, policy, Arrays.copyOf(b, 4));
      session.advance(b[4], a[2]);
      assertRow(session.logits(), 0, policy, Arrays.copyOf(b, 5));
      assertRow(session.logits(), 1, policy, Arrays.copyOf(a, 3));
    }
  }

  /** Matrices of this size lie in blocks where there is one row, the last of them padded. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void largeMatricesGiveWhatScoringGives(int prompt) {
    long[] tokens = TinyDecoders.tokens(12, 5);
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.large());
        DecodingSession session = policy.decode(List.of(Arrays.copyOf(tokens, prompt)));
        TokenScores scores =
            policy.evaluate(SequenceBatch.of(List.of(TokenSequence.ofText(tokens))))) {
      for (int t = prompt; t < tokens.length; t++) {
        double expected = scores.tokenLogProbs().getFloat(0, t);
        NDArray logits = session.logits();
        assertThat(logits.getShape()).isEqualTo(new Shape(1, policy.vocabularySize()));
        double actual = logits.logSoftmax(-1).getFloat(0, tokens[t]);
        assertThat(actual).isCloseTo(expected, within(1e-4));
        session.advance(tokens[t]);
      }
    }
  }

  /** One row's weights lie in blocks; those of more rows do not. */
  @ParameterizedTest
  @MethodSource("widths")
  void aRowThatForksGoesOnAsManyRowsDo(DecoderOptions options, double tolerance) {
    long[] tokens = TinyDecoders.tokens(12, 5);
    try (DecoderPolicy policy = DecoderPolicy.random(TinyDecoders.large(), 3, options);
        DecodingSession single = policy.decode(List.of(Arrays.copyOf(tokens, 4)));
        DecodingSession many = policy.decode(Collections.nCopies(3, Arrays.copyOf(tokens, 4)))) {
      single.logits();
      single.advance(tokens[4]);
      many.advance(tokens[4], tokens[4], tokens[4]);
      single.select(0, 0, 0);
      for (int t = 5; t < tokens.length; t++) {
        NDArray logits = single.logits();
        assertThat(logits.getShape()).isEqualTo(new Shape(3, policy.vocabularySize()));
        assertThat(logits.toFloatArray())
            .containsExactly(many.logits().toFloatArray(), within((float) tolerance));
        // The rows part.
        single.advance(tokens[t], 1, t);
        many.advance(tokens[t], 1, t);
      }
      single.select(2);
      many.select(2);
      assertThat(single.logits().toFloatArray())
          .containsExactly(many.logits().toFloatArray(), within((float) tolerance));
    }
  }

  static List<Arguments> widths() {
    DecoderOptions plain = DecoderOptions.defaults();
    return List.of(
        Arguments.of(plain, 1e-4),
        Arguments.of(plain.withPrecision(DecoderOptions.Precision.BFLOAT16), 3e-2));
  }

  @Test
  void selectionsThatNothingIsAskedBetweenComeTogether() {
    long[] a = TinyDecoders.tokens(9, 1);
    long[] b = TinyDecoders.tokens(9, 2);
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama());
        DecodingSession session =
            policy.decode(List.of(Arrays.copyOf(a, 4), Arrays.copyOf(b, 6)))) {
      NDArray first = session.logits();
      session.select(0, 1);
      assertThat(session.logits()).isSameAs(first);
      session.advance(a[4], b[6]);
      session.select(1, 1, 0, 0);
      session.append(2, a[5]);
      session.finish(3);
      session.select(2, 0);
      assertRow(session.logits(), 0, policy, Arrays.copyOf(a, 6));
      assertRow(session.logits(), 1, policy, Arrays.copyOf(b, 7));
    }
  }

  @Test
  void badInputIsRefusedBeforeAnythingChanges() {
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.decode(List.of()))
          .withMessage("prompts: expected at least one, got none");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.decode(List.of(new long[0])))
          .withMessage("prompts[0]: expected at least one token, got none");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.decode(List.of(new long[] {-1})))
          .withMessage("prompts[0]: expected token ids in [0, 37), got -1");
      try (DecodingSession session =
          policy.decode(List.of(TinyDecoders.tokens(199, 0), new long[] {5}))) {
        assertThatIllegalArgumentException().isThrownBy(() -> session.advance(1));
        session.advance(1, 2);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> session.advance(1, 2))
            .withMessage("tokens: expected at most 200 in row 0, got 201");
        assertThat(session.length(1)).isEqualTo(2);
        session.finish(0);
        assertThatIllegalArgumentException().isThrownBy(() -> session.append(0, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> session.finish(0));
      }
    }
  }
}
