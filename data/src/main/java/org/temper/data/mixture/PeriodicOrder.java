package org.temper.data.mixture;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.math.LongMath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * An order of draws at constant shares of examples, in closed form: in every 1,000 consecutive
 * draws, wherever they begin, each source is drawn ⌊1000·w⌋ or ⌈1000·w⌉ times.
 *
 * <p>Periods of 1,000 positions are alike. ⌊1000·w⌋ positions of each belong to a source of share
 * w, spread evenly. The R positions that are left over in each period go around a circle of
 * circumference R, on which each source has an arc as long as its fraction f = 1000·w − ⌊1000·w⌋
 * below 1; the nth such position belongs to the source on whose arc the point n·(1 + ε) mod R lies.
 * Any 1,000 consecutive draws hold R consecutive such positions. Their points are 1 + ε apart, and
 * 1 − (R−1)·ε where the circle closes; ε is so small that this is no less than the longest arc, so
 * that no arc is met twice among them. Over a whole orbit, each arc is met in proportion to its
 * length.
 *
 * <p>How often a source was drawn before an index is a sum of floors, which Euclid's algorithm
 * computes. All of it is done in whole numbers.
 */
final class PeriodicOrder implements DrawOrder {
  static final int PERIOD = 1000;

  /** The most sources: what keeps a step of the circle above 0. */
  static final int MOST_SOURCES = 64;

  /** Units of a draw that shares are rounded to: 2.4e-7 of the mixture. */
  private static final int UNITS = 1 << 12;

  /** Finer units of the circle, so that ε can be small beside the shortest gap between arcs. */
  private static final int FINER = 1 << 8;

  private static final long LAP = (long) UNITS * FINER;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  private final int[] fixed;
  private final long[] arcEnds;
  private final int free;
  private final long circle;
  private final long step;

  /** The source of each position; {@code fixed.length} is a free position. */
  private final int[] pattern = new int[PERIOD];

  /** By source, free positions last: how many of its positions lie before each position. */
  private final int[][] before;

  private PeriodicOrder(int[] fixed, long[] arcs) {
    this.fixed = fixed;
    this.free = PERIOD - Arrays.stream(fixed).sum();
    this.circle = free * LAP;
    this.arcEnds = arcs.clone();
    Arrays.parallelPrefix(arcEnds, Long::sum);
    this.step = free == 0 ? 0 : step(arcs);
    this.before = new int[fixed.length + 1][PERIOD + 1];
    fillPattern();
  }

  /**
   * An order.
   *
   * @param names the sources
   * @param shares they add up to 1
   * @return the order
   * @throws IllegalArgumentException if there are too many sources, or a share is too small
   */
  static PeriodicOrder of(List<String> names, double[] shares) {
    checkArgument(
        names.size() <= MOST_SOURCES,
        "sources: expected at most %s, got %s",
        MOST_SOURCES,
        names.size());
    long[] units = rounded(shares, (long) PERIOD * UNITS);
    int[] fixed = new int[units.length];
    long[] arcs = new long[units.length];
    for (int i = 0; i < units.length; i++) {
      checkArgument(
          units[i] > 0,
          "weight of %s: expected a share of at least %s of the mixture, got %s; raise it or leave"
              + " the source out",
          names.get(i),
          1.0 / PERIOD / UNITS,
          shares[i]);
      fixed[i] = (int) (units[i] / UNITS);
      arcs[i] = units[i] % UNITS * FINER;
    }
    return new PeriodicOrder(fixed, arcs);
  }

  /** Rounds shares to whole numbers of a sum, by largest remainder. */
  private static long[] rounded(double[] shares, long sum) {
    long[] units = new long[shares.length];
    Arrays.setAll(units, i -> (long) Math.floor(shares[i] * sum));
    long missing = sum - Arrays.stream(units).sum();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> units[i] - shares[i] * sum));
    for (int i = 0; i < missing; i++) {
      units[order.get(i % order.size())]++;
    }
    return units;
  }

  /** 1 + ε, coprime to the circle, so that its orbit meets every point. */
  private long step(long[] arcs) {
    long most = free == 1 ? LAP - 1 : (LAP - Arrays.stream(arcs).max().orElseThrow()) / (free - 1);
    long more = Math.max(1, (long) (GOLDEN * most));
    while (more > 1 && LongMath.gcd(LAP + more, circle) > 1) {
      more--;
    }
    while (LongMath.gcd(LAP + more, circle) > 1) {
      more++;
    }
    return (LAP + more) % circle;
  }

  private void fillPattern() {
    List<double[]> slots = new ArrayList<>();
    for (int source = 0; source <= fixed.length; source++) {
      int count = source == fixed.length ? free : fixed[source];
      for (int i = 0; i < count; i++) {
        slots.add(new double[] {(i + 0.5) / count, source});
      }
    }
    slots.sort(Comparator.<double[]>comparingDouble(s -> s[0]).thenComparingDouble(s -> s[1]));
    for (int position = 0; position < PERIOD; position++) {
      pattern[position] = (int) slots.get(position)[1];
      for (int source = 0; source <= fixed.length; source++) {
        before[source][position + 1] =
            before[source][position] + (pattern[position] == source ? 1 : 0);
      }
    }
  }

  @Override
  public Draw at(long index) {
    int source = pattern[(int) (index % PERIOD)];
    if (source == fixed.length) {
      source = onCircle(freeBefore(index));
    }
    return new Draw(source, drawn(source, index));
  }

  @Override
  public long[] drawn(long draws) {
    long[] drawn = new long[fixed.length];
    Arrays.setAll(drawn, source -> drawn(source, draws));
    return drawn;
  }

  private long drawn(int source, long draws) {
    return draws / PERIOD * fixed[source]
        + before[source][(int) (draws % PERIOD)]
        + met(source, freeBefore(draws));
  }

  private long freeBefore(long index) {
    return index / PERIOD * free + before[fixed.length][(int) (index % PERIOD)];
  }

  private int onCircle(long position) {
    long point = position % circle * step % circle;
    int source = 0;
    while (point >= arcEnds[source]) {
      source++;
    }
    return source;
  }

  /** How many of the first points on the circle lie on a source's arc. */
  private long met(int source, long points) {
    long end = arcEnds[source];
    long start = source == 0 ? 0 : arcEnds[source - 1];
    if (start == end) {
      return 0;
    }
    long rest = points % circle;
    return points / circle * (end - start)
        + floorSum(rest, circle, step, circle - start)
        - floorSum(rest, circle, step, circle - end);
  }

  /** The sum of ⌊(a·i + b) / m⌋ over i from 0 to n − 1, of numbers that are not negative. */
  static long floorSum(long n, long m, long a, long b) {
    long sum = 0;
    while (n > 0) {
      sum += n * (n - 1) / 2 * (a / m) + n * (b / m);
      a %= m;
      b %= m;
      long most = a * n + b;
      n = most / m;
      b = most % m;
      long swapped = m;
      m = a;
      a = swapped;
      if (m == 0) {
        break;
      }
    }
    return sum;
  }
}
