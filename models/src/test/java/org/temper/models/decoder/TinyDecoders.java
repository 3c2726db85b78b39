package org.temper.models.decoder;

import com.google.common.primitives.Longs;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.kernel.GradientMode;

/** Small decoders with every feature of the family, and batches for them. */
public final class TinyDecoders {
  static final long VOCABULARY = 37;

  private TinyDecoders() {}

  static DecoderConfig llama() {
    return config(4, 2, 6, Set.of(Feature.TIED_HEAD));
  }

  static DecoderConfig qwen2() {
    return config(4, 2, 6, Set.of(Feature.QUERY_KEY_VALUE_BIAS, Feature.TIED_HEAD));
  }

  public static DecoderConfig qwen3() {
    return config(4, 1, 10, Set.of(Feature.QUERY_KEY_NORM));
  }

  static DecoderConfig mistral() {
    return config(3, 3, 8, Set.of());
  }

  /** Windows of three tokens around a layer without, and YaRN. */
  static DecoderConfig sliding() {
    return config(4, 2, 6, Set.of(Feature.QUERY_KEY_VALUE_BIAS))
        .withWindow(new SlidingWindow(3, Set.of(0, 2)))
        .withRotary(RotaryConfig.of(10_000, RotaryScaling.Yarn.of(4, 50)));
  }

  public static List<DecoderConfig> all() {
    return List.of(llama(), qwen2(), qwen3(), mistral(), sliding());
  }

  /** One layer whose matrices have 2¹⁸ elements and more. */
  static DecoderConfig large() {
    return new DecoderConfig(
        4_500,
        64,
        4_100,
        1,
        4,
        2,
        512,
        200,
        1e-5,
        RotaryConfig.of(10_000),
        Set.of(Feature.TIED_HEAD));
  }

  private static DecoderConfig config(
      int heads, int keyValueHeads, int headSize, Set<Feature> features) {
    return new DecoderConfig(
        VOCABULARY,
        24,
        40,
        3,
        heads,
        keyValueHeads,
        headSize,
        200,
        1e-5,
        RotaryConfig.of(10_000),
        features);
  }

  /** Weights ten times larger than the usual ones, so that the distribution is far from uniform. */
  static DecoderPolicy policy(DecoderConfig config, DecoderOptions options) {
    DecoderPolicy policy = DecoderPolicy.random(config, 7, options);
    try (GradientMode off = GradientMode.off()) {
      policy.weights().values().stream()
          .filter(array -> array.getShape().dimension() > 1)
          .forEach(array -> array.muli(10));
    }
    return policy;
  }

  static DecoderPolicy policy(DecoderConfig config) {
    return policy(config, DecoderOptions.defaults());
  }

  static long[] tokens(int length, long seed) {
    return new Random(seed).longs(length, 0, VOCABULARY).toArray();
  }

  /** Rows of the given lengths whose last two thirds are completion. */
  static SequenceBatch batch(int... lengths) {
    return SequenceBatch.of(
        IntStream.range(0, lengths.length)
            .mapToObj(
                row -> {
                  long[] tokens = tokens(lengths[row], row);
                  int prompt = lengths[row] / 3;
                  return TokenSequence.of(
                      Arrays.copyOf(tokens, prompt),
                      Arrays.copyOfRange(tokens, prompt, tokens.length));
                })
            .toList());
  }

  /** Sequences that begin alike, for different lengths, among others that do not. */
  static List<TokenSequence> beginningAlike() {
    long[] prompt = tokens(40, 100);
    long[] other = tokens(33, 101);
    long[] turn = tokens(8, 102);
    return List.of(
        TokenSequence.of(prompt, tokens(25, 103)),
        TokenSequence.of(other, tokens(3, 104)),
        TokenSequence.of(prompt, Longs.concat(turn, tokens(40, 105))),
        TokenSequence.of(prompt, Longs.concat(turn, tokens(2, 106))),
        // The same again, one of its states alone, and one that goes on from it.
        TokenSequence.of(prompt, Longs.concat(turn, tokens(2, 106))),
        TokenSequence.of(Arrays.copyOf(prompt, 12), Arrays.copyOfRange(prompt, 12, 30)),
        TokenSequence.of(Longs.concat(other, tokens(3, 104)), tokens(1, 107)),
        TokenSequence.of(tokens(1, 108), tokens(1, 109)));
  }

  /** How a decoder runs that holds nothing of a pass for its way back, and one that holds all. */
  static List<DecoderOptions> holdingNothingOrAll() {
    return List.of(
        DecoderOptions.defaults().withActivations(ActivationLimit.of(0)),
        DecoderOptions.defaults().withActivations(ActivationLimit.of(Long.MAX_VALUE)));
  }

  /** The norm of the difference over the norm of what is expected. */
  static double distance(float[] actual, float[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / Math.max(norm, 1e-12));
  }
}
