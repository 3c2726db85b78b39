package org.temper.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an exact search finds is what sorting all inner products finds, to the last digit. */
class ExactItemsTest {
  private static final int ITEMS = 2500;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 200})
  void findsWhatSortingFinds(int width) {
    Random random = new Random(width);
    float[][] vectors = points(random, ITEMS, width, 1);
    check(vectors, null, points(random, 5, width, 3));
  }

  @Test
  void placesOfAnySizeCount() {
    Random random = new Random(1);
    float[][] vectors = points(random, ITEMS, 9, 1);
    for (float[] vector : vectors) {
      for (int n = 0; n < vector.length; n++) {
        vector[n] *= (float) Math.pow(10, 2 * (n - 4));
      }
    }
    float[] biases = points(random, 1, ITEMS, 1e4)[0];
    check(vectors, biases, points(random, 5, 9, 1e-3));
  }

  @Test
  void oneVectorFarLongerThanAllHidesNone() {
    Random random = new Random(2);
    float[][] vectors = points(random, ITEMS, 16, 1e-3);
    vectors[77] = points(random, 1, 16, 1e5)[0];
    check(vectors, null, points(random, 20, 16, 1));
  }

  @Test
  void itemsOfTheSameScoreComeInTheCatalogsOrder() {
    float[][] vectors = new float[ITEMS][];
    for (int item = 0; item < ITEMS; item++) {
      vectors[item] = new float[] {item % 3, 0};
    }
    float[][] states = {{1, 5}, {-1, 0}, {0, 1}, {0, 0}};
    check(vectors, null, states);
  }

  @Test
  void partsOfACatalogAreSearchedTogether() {
    Random random = new Random(3);
    check(points(random, 70_000, 4, 1), null, points(random, 1, 4, 1));
  }

  private static void check(float[][] vectors, float[] biases, float[][] states) {
    ItemVectors items = ItemVectors.of(vectors);
    ExactItems search = ExactItems.of(biases == null ? items : items.withBiases(biases));
    for (float[] state : states) {
      for (int count : new int[] {1, 10, 100}) {
        for (IntPredicate excluded : List.<IntPredicate>of(i -> false, i -> i % 3 == 2)) {
          assertThat(search.top(state, count, excluded))
              .isEqualTo(sorted(vectors, biases, state, count, excluded));
        }
      }
      assertThat(search.top(state, 10, item -> item > 4)).hasSize(5);
      assertThat(search.top(state, 10, item -> true)).isEmpty();
    }
  }

  private static List<ScoredItem> sorted(
      float[][] vectors, float[] biases, float[] state, int count, IntPredicate excluded) {
    return IntStream.range(0, vectors.length)
        .filter(item -> !excluded.test(item))
        .mapToObj(item -> new ScoredItem(item, product(vectors, biases, state, item)))
        .sorted(
            Comparator.comparingDouble(ScoredItem::score)
                .reversed()
                .thenComparingInt(ScoredItem::item))
        .limit(count)
        .toList();
  }

  private static float product(float[][] vectors, float[] biases, float[] state, int item) {
    float sum = 0;
    for (int n = 0; n < state.length; n++) {
      sum += state[n] * vectors[item][n];
    }
    return biases == null ? sum : sum + biases[item];
  }

  private static float[][] points(Random random, int count, int width, double deviation) {
    float[][] points = new float[count][width];
    Arrays.stream(points)
        .forEach(
            point -> {
              for (int n = 0; n < width; n++) {
                point[n] = (float) (deviation * random.nextGaussian());
              }
            });
    return points;
  }
}
