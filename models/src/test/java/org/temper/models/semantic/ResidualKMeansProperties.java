package org.temper.models.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.temper.api.Seeds;
import org.temper.api.semantic.Embeddings;
import org.temper.api.semantic.SemanticIds;
import org.temper.models.semantic.KMeansConfig.LastLevel;
import org.temper.models.semantic.KMeansConfig.Sizes;
import org.temper.models.semantic.SemanticIdStatistics.Level;

class ResidualKMeansProperties {
  private static final int WIDTH = 5;

  /** Vectors around a few points, some of which are the same. */
  static Embeddings vectors(int items, long seed) {
    Random random = new Random(seed);
    float[] values = new float[items * WIDTH];
    for (int item = 0; item < items; item++) {
      int group = random.nextInt(4);
      boolean copy = item > 0 && random.nextInt(4) == 0;
      for (int i = 0; i < WIDTH; i++) {
        values[item * WIDTH + i] =
            copy ? values[(item - 1) * WIDTH + i] : (float) (3 * group + random.nextGaussian());
      }
    }
    return new Embeddings(values, items, WIDTH);
  }

  private static ResidualKMeans fit(
      Embeddings vectors, int codes, Sizes sizes, LastLevel last, long seed) {
    return ResidualKMeans.fit(
        vectors,
        ImmutableIntArray.of(codes, codes),
        new KMeansConfig(sizes, last, 6, seed),
        Device.cpu());
  }

  @Property(tries = 30)
  void balancedClustersAreNoLargerThanTheirShare(
      @ForAll @IntRange(min = 7, max = 60) int items,
      @ForAll @IntRange(min = 1, max = 7) int codes,
      @ForAll LastLevel last,
      @ForAll long seed) {
    SemanticIds ids = fit(vectors(items, seed), codes, Sizes.BALANCED, last, seed).ids();
    int most = (items + codes - 1) / codes;
    assertThat(SemanticIdStatistics.of(ids).levels())
        .extracting(Level::largest)
        .allMatch(size -> size <= most);
    assertThat(ids.items()).isEqualTo(items);
  }

  @Property(tries = 30)
  void centersAndWhatTheyLeaveAddUp(
      @ForAll @IntRange(min = 7, max = 60) int items,
      @ForAll @IntRange(min = 1, max = 7) int codes,
      @ForAll Sizes sizes,
      @ForAll long seed) {
    Embeddings vectors = vectors(items, seed);
    ResidualKMeans fitted = fit(vectors, codes, sizes, LastLevel.NEAREST, seed);
    Embeddings left = vectors;
    for (int level = 0; level < 2; level++) {
      int current = level;
      int[] chosen =
          IntStream.range(0, items).map(item -> fitted.ids().code(item, current)).toArray();
      left = ResidualCodebooks.residual(left, fitted.codebooks().levels().get(level), chosen);
    }
    Embeddings sum = fitted.codebooks().decode(fitted.ids());
    for (int i = 0; i < vectors.values().length; i++) {
      assertThat(sum.values()[i] + left.values()[i]).isCloseTo(vectors.values()[i], within(1e-4f));
    }
  }

  @Property(tries = 20)
  void theSameSeedGivesTheSameIds(
      @ForAll @IntRange(min = 7, max = 40) int items, @ForAll Sizes sizes, @ForAll long seed) {
    Embeddings vectors = vectors(items, seed);
    assertThat(fit(vectors, 5, sizes, LastLevel.DISTINCT, seed).ids())
        .isEqualTo(fit(vectors, 5, sizes, LastLevel.DISTINCT, seed).ids());
  }

  @Property(tries = 20)
  void freeCodesAreTheNearest(@ForAll @IntRange(min = 7, max = 60) int items, @ForAll long seed) {
    Embeddings vectors = vectors(items, seed);
    ResidualKMeans fitted = fit(vectors, 6, Sizes.FREE, LastLevel.NEAREST, seed);
    assertThat(fitted.codebooks().encode(vectors, Device.cpu())).isEqualTo(fitted.ids());
  }

  /** With 7 codes at the last level, 7 items of a prefix can be told apart. */
  @Property(tries = 20)
  void theLastLevelTellsApartWhatItCan(
      @ForAll @IntRange(min = 7, max = 40) int items, @ForAll long seed) {
    SemanticIds ids = fit(vectors(items, seed), 7, Sizes.FREE, LastLevel.DISTINCT, seed).ids();
    for (int code = 0; code < 7; code++) {
      ImmutableIntArray prefix = ImmutableIntArray.of(code);
      int[] last =
          ids.items(prefix).asList().stream().mapToInt(item -> ids.code(item, 1)).toArray();
      assertThat(Arrays.stream(last).distinct().count()).isEqualTo(Math.min(7, last.length));
    }
  }

  @Property(tries = 20)
  void greedyAssignmentDoesNotDependOnTheOrderOfItems(
      @ForAll @IntRange(min = 4, max = 40) int items,
      @ForAll @IntRange(min = 1, max = 4) int clusters,
      @ForAll long seed) {
    Random random = new Random(seed);
    int[] order = Seeds.permutation(items, seed, "order");
    float[] distances = new float[items * clusters];
    float[] permuted = new float[items * clusters];
    for (int i = 0; i < items * clusters; i++) {
      distances[i] = random.nextFloat();
    }
    int[] groups = random.ints(items, -1, 5).toArray();
    int[] permutedGroups = new int[items];
    for (int i = 0; i < items; i++) {
      permutedGroups[i] = groups[order[i]];
      System.arraycopy(distances, order[i] * clusters, permuted, i * clusters, clusters);
    }
    int capacity = (items + clusters - 1) / clusters;
    int[] free = new int[items];
    Arrays.fill(free, -1);
    int[] assigned = BalancedAssignment.assign(distances, clusters, capacity, free);
    int[] other = BalancedAssignment.assign(permuted, clusters, capacity, free);
    assertThat(assigned).isEqualTo(greedy(distances, clusters, capacity));
    for (int i = 0; i < items; i++) {
      assertThat(other[i]).isEqualTo(assigned[order[i]]);
    }
    int[] grouped = BalancedAssignment.assign(permuted, clusters, capacity, permutedGroups);
    for (int cluster = 0; cluster < clusters; cluster++) {
      int current = cluster;
      assertThat(Arrays.stream(grouped).filter(c -> c == current).count())
          .isLessThanOrEqualTo(capacity);
    }
  }

  /** The definition: all pairs, from the nearest on. */
  private static int[] greedy(float[] distances, int clusters, int capacity) {
    int[] assigned = new int[distances.length / clusters];
    Arrays.fill(assigned, -1);
    int[] sizes = new int[clusters];
    IntStream.range(0, distances.length)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(pair -> distances[pair])
                .thenComparing(pair -> pair))
        .forEach(
            pair -> {
              int item = pair / clusters;
              int cluster = pair % clusters;
              if (assigned[item] < 0 && sizes[cluster] < capacity) {
                assigned[item] = cluster;
                sizes[cluster]++;
              }
            });
    return assigned;
  }

  @Property(tries = 30)
  void numberedIdsAreDistinctAndKeepTheirPrefix(
      @ForAll @IntRange(min = 7, max = 60) int items, @ForAll long seed) {
    SemanticIds ids = fit(vectors(items, seed), 3, Sizes.FREE, LastLevel.NEAREST, seed).ids();
    SemanticIds numbered = Deduplication.number(ids);
    assertThat(numbered.distinct()).isTrue();
    assertThat(Deduplication.number(numbered)).isSameAs(numbered);
    for (int item = 0; item < items; item++) {
      assertThat(numbered.path(item).subArray(0, 2)).isEqualTo(ids.path(item));
    }
  }
}
