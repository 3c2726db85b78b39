package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.temper.api.NamedParameter;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.models.decoder.RotaryScaling.Dynamic;

/** Windows, and rotary scaling that depends on a sequence's length. */
class LongContextTest {
  private static final DecoderConfig DYNAMIC =
      TinyDecoders.llama().withRotary(RotaryConfig.of(10_000, new Dynamic(4, 12)));

  private static DecoderConfig oneLayer() {
    return new DecoderConfig(
        TinyDecoders.VOCABULARY, 24, 40, 1, 4, 2, 6, 200, 1e-5, RotaryConfig.of(10_000), Set.of());
  }

  private static float[] logProbs(DecoderPolicy policy, long[]... sequences) {
    try (TokenScores scores =
        policy.evaluate(
            SequenceBatch.of(Arrays.stream(sequences).map(TokenSequence::ofText).toList()))) {
      return scores.tokenLogProbs().toFloatArray();
    }
  }

  @Test
  void aTokenIsSeenFromItsWindowAlone() {
    int window = 5;
    int changed = 8;
    long[] tokens = TinyDecoders.tokens(33, 1);
    long[] others = tokens.clone();
    others[changed] = (others[changed] + 1) % TinyDecoders.VOCABULARY;
    try (DecoderPolicy policy =
        TinyDecoders.policy(oneLayer().withWindow(SlidingWindow.from(window, 0, 1)))) {
      float[] before = logProbs(policy, tokens);
      float[] after = logProbs(policy, others);

      // The state of token t predicts token t + 1; states 8 to 12 see token 8.
      for (int t = 1; t < tokens.length; t++) {
        boolean predicted = t == changed;
        boolean sees = t - 1 >= changed && t - 1 < changed + window;
        if (predicted || sees) {
          assertThat(after[t]).as("token %s", t).isNotEqualTo(before[t]);
        } else {
          assertThat(after[t]).as("token %s", t).isEqualTo(before[t]);
        }
      }
    }
  }

  @Test
  void aWindowAsWideAsTheSequenceHidesNothing() {
    long[] tokens = TinyDecoders.tokens(20, 1);
    try (DecoderPolicy wide =
            TinyDecoders.policy(oneLayer().withWindow(SlidingWindow.from(20, 0, 1)));
        DecoderPolicy narrow =
            TinyDecoders.policy(oneLayer().withWindow(SlidingWindow.from(19, 0, 1)));
        DecoderPolicy full = TinyDecoders.policy(oneLayer())) {
      float[] expected = logProbs(full, tokens);

      assertThat(logProbs(wide, tokens)).containsExactly(expected);
      // Only the last token's state lacks the first token, and it predicts nothing.
      assertThat(logProbs(narrow, tokens)).containsExactly(expected, within(1e-4f));
      assertThat(logProbs(narrow, TinyDecoders.tokens(25, 1)))
          .isNotEqualTo(logProbs(full, TinyDecoders.tokens(25, 1)));
    }
  }

  @Test
  void dynamicScalingOfARowDependsOnThatRowAlone() {
    long[] longest = TinyDecoders.tokens(40, 1);
    long[] middle = Arrays.copyOf(longest, 20);
    long[] shortest = Arrays.copyOf(longest, 12);
    try (DecoderPolicy policy = TinyDecoders.policy(DYNAMIC);
        DecoderPolicy unscaled = TinyDecoders.policy(TinyDecoders.llama())) {
      float[] together = logProbs(policy, longest, middle, shortest);

      assertThat(Arrays.copyOfRange(together, 0, 40))
          .containsExactly(logProbs(policy, longest), within(2e-4f));
      assertThat(Arrays.copyOfRange(together, 40, 60))
          .containsExactly(logProbs(policy, middle), within(2e-4f));
      assertThat(Arrays.copyOfRange(together, 80, 92))
          .containsExactly(logProbs(unscaled, shortest), within(2e-4f));
      // One text continued is scaled anew.
      assertThat(together[15]).isNotCloseTo(together[40 + 15], within(1e-3f));
    }
  }

  @Test
  void recomputationScalesAndHidesAsTheFirstPassDid() {
    for (DecoderConfig config : List.of(DYNAMIC, TinyDecoders.sliding())) {
      SequenceBatch batch = TinyDecoders.batch(40, 9, 21);
      DecoderOptions plain = DecoderOptions.defaults();
      try (DecoderPolicy kept = TinyDecoders.policy(config, plain);
          DecoderPolicy recomputed =
              TinyDecoders.policy(config, plain.withActivations(ActivationLimit.of(0)))) {
        Map<String, float[]> expected = gradients(kept, batch);
        gradients(recomputed, batch)
            .forEach(
                (name, values) ->
                    assertThat(values).as(name).containsExactly(expected.get(name), within(2e-3f)));
      }
    }
  }

  private static Map<String, float[]> gradients(DecoderPolicy policy, SequenceBatch batch) {
    try (ScoredBatch scores = policy.score(batch)) {
      scores.backward(scores.tokenLogProbs().sum());
    }
    Map<String, float[]> gradients = new TreeMap<>();
    for (NamedParameter parameter : policy.parameters()) {
      try (var gradient = parameter.array().getGradient()) {
        gradients.put(parameter.name(), gradient.toFloatArray());
      }
    }
    return gradients;
  }

  @Test
  void wrongWindowsAreNamed() {
    assertThatThrownBy(() -> new SlidingWindow(0, Set.of(1)))
        .hasMessage("size: expected a positive number, got 0");
    assertThatThrownBy(() -> new SlidingWindow(4, Set.of()))
        .hasMessage("layers: expected at least one layer, counted from 0, got []");
    assertThatThrownBy(() -> oneLayer().withWindow(new SlidingWindow(4, Set.of(0, 1))))
        .hasMessage("window: expected layers below 1, got layer 1");
    assertThat(Stream.of(0, 1, 2).map(TinyDecoders.sliding()::windowSize)).containsExactly(3, 0, 3);
  }
}
