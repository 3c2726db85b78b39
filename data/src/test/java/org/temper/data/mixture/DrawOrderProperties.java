package org.temper.data.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.temper.data.mixture.DrawOrder.Draw;

/** Laws of the orders in which a mixture draws. */
class DrawOrderProperties {
  private static final int WINDOW = 1000;
  private static final double ROUNDING = 1e-3;

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "s" + i).toList();
  }

  private static double[] normalized(double[] weights) {
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  /**
   * Weights from nearly nothing to nearly all, some of them equal, some of them whole per mille.
   */
  @Provide
  Arbitrary<double[]> shares() {
    Arbitrary<Double> weight =
        Arbitraries.oneOf(
            Arbitraries.doubles().between(0.01, 1),
            Arbitraries.doubles().between(-10, 0).map(Math::exp),
            Arbitraries.integers().between(1, 10).map(Integer::doubleValue));
    return weight
        .array(Double[].class)
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(
            weights ->
                normalized(Arrays.stream(weights).mapToDouble(Double::doubleValue).toArray()));
  }

  @Property(tries = 200)
  void everyWindowOfAThousandIsWithinOneExampleOfEachShare(
      @ForAll("shares") double[] shares, @ForAll @LongRange(min = 0, max = 1L << 40) long from) {
    PeriodicOrder order = PeriodicOrder.of(names(shares.length), shares);
    int length = 5 * WINDOW;
    int[] drawn = new int[length];
    Arrays.setAll(drawn, i -> order.at(from + i).source());
    int[] window = new int[shares.length];
    for (int i = 0; i < length; i++) {
      window[drawn[i]]++;
      if (i >= WINDOW) {
        window[drawn[i - WINDOW]]--;
      }
      if (i >= WINDOW - 1) {
        for (int source = 0; source < shares.length; source++) {
          assertThat(Math.abs(window[source] - WINDOW * shares[source])).isLessThan(1 + ROUNDING);
        }
      }
    }
  }

  @Property(tries = 200)
  void theClosedFormCountsWhatWasDrawn(
      @ForAll("shares") double[] shares, @ForAll @LongRange(min = 0, max = 1L << 40) long from) {
    PeriodicOrder order = PeriodicOrder.of(names(shares.length), shares);
    long[] counts = order.drawn(from);
    assertThat(Arrays.stream(counts).sum()).isEqualTo(from);
    for (int i = 0; i < 3 * WINDOW; i++) {
      Draw draw = order.at(from + i);
      assertThat(draw.ordinal()).isEqualTo(counts[draw.source()]);
      counts[draw.source()]++;
    }
    assertThat(order.drawn(from + 3 * WINDOW)).isEqualTo(counts);
  }

  @Property(tries = 100)
  void overAllDrawsTheSharesAreMet(@ForAll("shares") double[] shares) {
    PeriodicOrder order = PeriodicOrder.of(names(shares.length), shares);
    long draws = 1L << 50;
    long[] counts = order.drawn(draws);
    for (int source = 0; source < shares.length; source++) {
      assertThat((double) counts[source] / draws)
          .isBetween(shares[source] - 3e-7, shares[source] + 3e-7);
    }
  }

  @Property(tries = 500)
  void sumsOfFloorsAreThoseAddedUp(
      @ForAll @IntRange(min = 0, max = 50) int n,
      @ForAll @IntRange(min = 1, max = 40) int m,
      @ForAll @IntRange(min = 0, max = 90) int a,
      @ForAll @IntRange(min = 0, max = 90) int b) {
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (a * i + b) / m;
    }
    assertThat(PeriodicOrder.floorSum(n, m, a, b)).isEqualTo(sum);
  }

  private static double[] shares(int sources, SplittableRandom random) {
    double[] weights = new double[sources];
    Arrays.setAll(weights, i -> 0.05 + random.nextDouble());
    return normalized(weights);
  }

  private static BalancedOrder balanced(double[] shares, int[][] sizes, int largest) {
    return new BalancedOrder(
        shares.length,
        (source, ordinal) -> sizes[source][(int) (ordinal % sizes[source].length)],
        draw -> shares,
        largest);
  }

  private static int[][] sizes(int sources, SplittableRandom random, int least, int largest) {
    int[][] sizes = new int[sources][997];
    for (int[] source : sizes) {
      Arrays.setAll(source, i -> random.nextInt(least, largest + 1));
    }
    return sizes;
  }

  /** The largest distance, in units, between a source's share and what it was given. */
  private static double farthest(DrawOrder order, double[] shares, int[][] sizes, int window) {
    int length = 6 * WINDOW;
    double[][] balances = new double[length + 1][shares.length];
    for (int i = 0; i < length; i++) {
      Draw draw = order.at(i);
      int size = sizes[draw.source()][(int) (draw.ordinal() % sizes[draw.source()].length)];
      for (int source = 0; source < shares.length; source++) {
        balances[i + 1][source] =
            balances[i][source] + shares[source] * size - (source == draw.source() ? size : 0);
      }
    }
    double farthest = 0;
    for (int end = window; end <= length; end++) {
      for (int source = 0; source < shares.length; source++) {
        farthest =
            Math.max(farthest, Math.abs(balances[end][source] - balances[end - window][source]));
      }
    }
    return farthest;
  }

  @Property(tries = 60)
  void ofTwoSourcesEveryWindowIsWithinTheLongestWhateverTheLengths(
      @ForAll @LongRange(min = 1, max = 999) long perMille,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 2000) int window) {
    double[] shares = {perMille / 1000.0, 1 - perMille / 1000.0};
    SplittableRandom random = new SplittableRandom(seed);
    int[][] sizes = sizes(2, random, 1, 64);
    if (random.nextBoolean()) {
      // Only the shortest and the longest: the worst for an order to balance.
      for (int[] source : sizes) {
        Arrays.setAll(source, i -> source[i] < 40 ? 1 : 64);
      }
    }
    assertThat(farthest(balanced(shares, sizes, 64), shares, sizes, window))
        .isLessThanOrEqualTo(64 * (1 + ROUNDING));
  }

  /** Not proven: measured, on mixtures that are the same each time. */
  @Property(tries = 60, seed = "1", edgeCases = EdgeCasesMode.NONE)
  void ofMoreSourcesEveryWindowOfAThousandIsWithinTheLongest(
      @ForAll @IntRange(min = 3, max = 8) int sources, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] shares = shares(sources, random);
    int[][] sizes = sizes(sources, random, 1, 64);
    assertThat(farthest(balanced(shares, sizes, 64), shares, sizes, WINDOW))
        .isLessThanOrEqualTo(64 * (1 + ROUNDING));
  }

  /**
   * No order can keep to the longest whatever the lengths; this is how far it strays, measured on
   * mixtures that are the same each time. One in 400 of others strays farther.
   */
  @Property(tries = 30, seed = "1", edgeCases = EdgeCasesMode.NONE)
  void ofMoreSourcesAndTheWorstLengthsItStraysByLessThanHalf(
      @ForAll @IntRange(min = 3, max = 8) int sources, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] shares = shares(sources, random);
    int[][] sizes = sizes(sources, random, 1, 64);
    for (int[] source : sizes) {
      Arrays.setAll(source, i -> source[i] < 40 ? 1 : 64);
    }
    assertThat(farthest(balanced(shares, sizes, 64), shares, sizes, WINDOW))
        .isLessThanOrEqualTo(64 * 1.5);
  }

  @Property(tries = 50)
  void aDrawIsTheSameFromWhereverTheWalkComes(
      @ForAll @IntRange(min = 2, max = 5) int sources,
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 5000) int first,
      @ForAll @IntRange(min = 0, max = 5000) int second) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] shares = shares(sources, random);
    int[][] sizes = sizes(sources, random, 1, 64);
    BalancedOrder straight = balanced(shares, sizes, 64);
    Draw[] draws = new Draw[5001];
    Arrays.setAll(draws, straight::at);
    BalancedOrder jumping = balanced(shares, sizes, 64);
    assertThat(jumping.at(first)).isEqualTo(draws[first]);
    assertThat(jumping.at(second)).isEqualTo(draws[second]);
    assertThat(jumping.at(second)).isEqualTo(draws[second]);
    long[] counts = new long[sources];
    for (int i = 0; i < first; i++) {
      counts[draws[i].source()]++;
    }
    assertThat(jumping.drawn(first)).isEqualTo(counts);
  }
}
