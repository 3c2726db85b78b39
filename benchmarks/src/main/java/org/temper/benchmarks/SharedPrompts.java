package org.temper.benchmarks;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;

/**
 * A micro-batch of completions of one prompt, whose tokens are computed once, beside one of as many
 * tokens whose prompts differ from their first token on. Prints medians in milliseconds of scoring
 * with its way back and of scoring alone, and their ratios.
 */
public final class SharedPrompts {
  private static final Map<String, DecoderConfig> SIZES =
      Map.of(
          "14m", config(8_192, 384, 1_024, 6, 6, 6),
          "135m", config(49_152, 576, 1_536, 30, 9, 3));

  private SharedPrompts() {}

  private static DecoderConfig config(
      int vocabulary, int width, int feedForward, int layers, int heads, int keyValueHeads) {
    return new DecoderConfig(
        vocabulary,
        width,
        feedForward,
        layers,
        heads,
        keyValueHeads,
        64,
        4_096,
        1e-5,
        RotaryConfig.of(10_000),
        Set.of(Feature.TIED_HEAD));
  }

  /**
   * Measures.
   *
   * @param arguments 14m or 135m, rows, tokens of a prompt, tokens of a completion, rounds
   */
  public static void main(String[] arguments) {
    DecoderConfig config = requireNonNull(SIZES.get(arguments[0]), "size: expected 14m or 135m");
    int rows = Integer.parseInt(arguments[1]);
    int prompt = Integer.parseInt(arguments[2]);
    int completion = Integer.parseInt(arguments[3]);
    int rounds = Integer.parseInt(arguments[4]);
    SplittableRandom random = new SplittableRandom(1);
    long vocabulary = config.vocabularySize();
    long[] common = random.longs(prompt, 0, vocabulary).toArray();
    List<TokenSequence> alike = new ArrayList<>();
    List<TokenSequence> apart = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      long[] answer = random.longs(completion, 0, vocabulary).toArray();
      long[] own = random.longs(prompt, 0, vocabulary).toArray();
      own[0] = row;
      alike.add(TokenSequence.of(common, answer));
      apart.add(TokenSequence.of(own, answer));
    }
    try (DecoderPolicy policy = DecoderPolicy.random(config, 1, DecoderOptions.defaults())) {
      double[][] times = new double[4][rounds];
      for (int round = -1; round < rounds; round++) {
        for (int i = 0; i < 2; i++) {
          SequenceBatch batch = SequenceBatch.of(i == 0 ? alike : apart);
          double trained = trained(policy, batch);
          double scored = scored(policy, batch);
          if (round >= 0) {
            times[i][round] = trained;
            times[2 + i][round] = scored;
          }
        }
      }
      print("scoring and its way back", median(times[0]), median(times[1]));
      print("scoring", median(times[2]), median(times[3]));
    }
  }

  private static double trained(DecoderPolicy policy, SequenceBatch batch) {
    long start = System.nanoTime();
    try (ScoredBatch scores = policy.score(batch)) {
      scores.backward(scores.tokenLogProbs().sum().neg());
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private static double scored(DecoderPolicy policy, SequenceBatch batch) {
    long start = System.nanoTime();
    try (TokenScores scores = policy.evaluate(batch)) {
      scores.tokenLogProbs().toFloatArray();
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private static double median(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void print(String work, double alike, double apart) {
    System.out.printf(
        Locale.ROOT,
        "%s: %.0f ms of one prompt, %.0f ms of several: %.2f%n",
        work,
        alike,
        apart,
        apart / alike);
  }
}
