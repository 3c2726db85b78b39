package org.temper.benchmarks;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.temper.api.rollouts.Trajectory;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;

/**
 * Completions of very different lengths of more prompts than are decoded at once: with the next
 * prompts in the rows of those that are done, as {@link Sampler} does, and in parts each of which
 * waits for its longest completion. Both draw the same. Prints seconds of each round and the ratio
 * of medians.
 */
public final class RaggedSampling {
  private static final int VOCABULARY = 8192;

  /** About one token in so many ends a completion. */
  private static final int MEAN_LENGTH = 64;

  private RaggedSampling() {}

  /**
   * Measures.
   *
   * @param arguments prompts, rows at once, rounds: 256, 32 and 5 where they are not given
   */
  public static void main(String[] arguments) {
    int prompts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 256;
    int rows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 32;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
    DecoderConfig config =
        new DecoderConfig(
            VOCABULARY,
            256,
            1024,
            6,
            8,
            4,
            32,
            1024,
            1e-5,
            RotaryConfig.of(10_000),
            Set.of(Feature.TIED_HEAD));
    List<Long> ends = LongStream.range(0, VOCABULARY / MEAN_LENGTH).boxed().toList();
    SamplingConfig sampling =
        SamplingConfig.defaults().withMaxNewTokens(512).withStopTokens(ends).withMaxRows(rows);
    SplittableRandom random = new SplittableRandom(1);
    List<long[]> asked = new ArrayList<>();
    for (int i = 0; i < prompts; i++) {
      asked.add(random.longs(64, ends.size(), VOCABULARY).toArray());
    }
    try (DecoderPolicy policy = DecoderPolicy.random(config, 3, DecoderOptions.defaults())) {
      Sampler sampler = Sampler.of(policy, sampling);
      double[] together = new double[rounds];
      double[] apart = new double[rounds];
      for (int round = 0; round <= rounds; round++) {
        long start = System.nanoTime();
        List<Trajectory> all = sampler.sample(asked, round);
        double whole = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        List<Trajectory> parts = new ArrayList<>();
        for (List<long[]> part : Lists.partition(asked, rows)) {
          long from = parts.size();
          parts.addAll(
              sampler.sample(part, LongStream.range(from, from + part.size()).toArray(), round));
        }
        double inParts = (System.nanoTime() - start) / 1e9;
        long tokens = all.stream().mapToLong(t -> t.completion().length()).sum();
        long same = 0;
        for (int i = 0; i < prompts; i++) {
          same += all.get(i).completion().equals(parts.get(i).completion()) ? 1 : 0;
        }
        if (round > 0) { // the first one warms up
          together[round - 1] = whole;
          apart[round - 1] = inParts;
        }
        System.out.printf(
            "round %d: %,d tokens, %.2f s, in parts %.2f s, %d of %d completions the same%n",
            round, tokens, whole, inParts, same, prompts);
      }
      System.out.printf(
          "medians %.2f and %.2f s: %.2f times%n",
          median(together), median(apart), median(apart) / median(together));
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
