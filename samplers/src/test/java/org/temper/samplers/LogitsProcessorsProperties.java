package org.temper.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Each truncation against the plainest computation of it. */
class LogitsProcessorsProperties {
  private static final int ROWS = 3;

  @Property(tries = 60)
  void topKKeepsTheKLargest(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 40) int vocabularySize,
      @ForAll @IntRange(min = 1, max = 45) int k) {
    check(
        seed,
        vocabularySize,
        logits -> LogitsProcessors.topK(logits, k),
        row -> {
          boolean[] kept = new boolean[row.length];
          int[] order = descending(row);
          for (int i = 0; i < Math.min(k, row.length); i++) {
            kept[order[i]] = true;
          }
          return kept;
        });
  }

  @Property(tries = 60)
  void topPKeepsTheSmallestSetThatReachesP(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 40) int vocabularySize,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double p) {
    check(
        seed,
        vocabularySize,
        logits -> LogitsProcessors.topP(logits, p),
        row -> {
          boolean[] kept = new boolean[row.length];
          double[] logProbs = TinyPolicy.logSoftmax(row);
          double sum = 0;
          for (int v : descending(row)) {
            if (sum >= p) {
              break;
            }
            kept[v] = true;
            sum += Math.exp(logProbs[v]);
          }
          return kept;
        });
  }

  @Property(tries = 60)
  void minPKeepsThoseThatReachTheirShareOfTheLargest(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 40) int vocabularySize,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double p) {
    check(
        seed,
        vocabularySize,
        logits -> LogitsProcessors.minP(logits, p),
        row -> {
          boolean[] kept = new boolean[row.length];
          double[] logProbs = TinyPolicy.logSoftmax(row);
          double largest = Math.exp(logProbs[descending(row)[0]]);
          for (int v = 0; v < row.length; v++) {
            kept[v] = Math.exp(logProbs[v]) >= p * largest;
          }
          return kept;
        });
  }

  private interface Naive {
    boolean[] kept(float[] row);
  }

  private static void check(
      long seed, int vocabularySize, UnaryOperator<NDArray> processor, Naive naive) {
    try (NDManager manager = NDManager.newBaseManager()) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] values = new float[ROWS * vocabularySize];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (10 * random.nextDouble() - 5);
      }
      NDArray logits = manager.create(values, new Shape(ROWS, vocabularySize));
      float[] processed = processor.apply(logits).toFloatArray();
      for (int row = 0; row < ROWS; row++) {
        int from = row * vocabularySize;
        boolean[] kept = naive.kept(Arrays.copyOfRange(values, from, from + vocabularySize));
        for (int v = 0; v < vocabularySize; v++) {
          assertThat(processed[from + v])
              .isEqualTo(kept[v] ? values[from + v] : Float.NEGATIVE_INFINITY);
        }
      }
    }
  }

  private static int[] descending(float[] row) {
    return IntStream.range(0, row.length)
        .boxed()
        .sorted(Comparator.comparingDouble(v -> -row[v]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
