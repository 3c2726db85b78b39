package org.temper.data.mixture;

import java.util.Arrays;
import java.util.function.LongFunction;

/**
 * An order of draws in which examples are of different sizes, or shares change: each draw goes to
 * the source that leaves the balances of all sources smallest, by the sum of their squares, among
 * those that keep each source within one example of the largest size in the last 1,000 draws. A
 * source's balance is what its share of all units drawn was, less what it was given.
 *
 * <p>Of two sources each is within one example of the largest size over every number of consecutive
 * draws: their balances b and −b stay in an interval as long as the largest size, as a draw of size
 * s₁ from the first is made only where b ≥ (w₂·s₁ − w₁·s₂) / 2, and leads to no less than −(w₂·s₁ +
 * w₁·s₂) / 2; and the other way round. Of more sources no order can promise that for all sizes; then
 * the source is taken that exceeds it least.
 *
 * <p>A draw follows from those before it. They are walked from the first, in tens of nanoseconds a
 * draw and source, where an index is not beyond the last one asked for. Used under a lock.
 */
final class BalancedOrder implements DrawOrder {
  private static final int WINDOW = 1000;

  /** Allows for rounding in balances, which are sums of many terms. */
  private static final double SLACK = 1e-6;

  private final int sources;
  private final Sizes sizes;
  private final LongFunction<double[]> shares;
  private final double largest;

  private long next;
  private final long[] ordinals;
  private final double[] balances;
  private final double[][] earlier;
  private int last;

  /** Sizes of examples in the order in which a source gives them. */
  @FunctionalInterface
  interface Sizes {
    int of(int source, long ordinal);
  }

  /**
   * An order.
   *
   * @param sources how many
   * @param sizes units of each example
   * @param shares the shares at the draw of an index; they add up to 1
   * @param largest units of the largest example
   */
  BalancedOrder(int sources, Sizes sizes, LongFunction<double[]> shares, int largest) {
    this.sources = sources;
    this.sizes = sizes;
    this.shares = shares;
    this.largest = largest;
    this.ordinals = new long[sources];
    this.balances = new double[sources];
    this.earlier = new double[WINDOW][sources];
  }

  @Override
  public synchronized Draw at(long index) {
    walkTo(index + 1);
    return new Draw(last, ordinals[last] - 1);
  }

  @Override
  public synchronized long[] drawn(long draws) {
    walkTo(draws);
    return ordinals.clone();
  }

  private void walkTo(long draws) {
    if (draws < next) {
      next = 0;
      Arrays.fill(ordinals, 0);
      Arrays.fill(balances, 0);
      for (double[] balance : earlier) {
        Arrays.fill(balance, 0);
      }
    }
    while (next < draws) {
      draw(shares.apply(next));
    }
  }

  private void draw(double[] share) {
    int slot = (int) (next % WINDOW);
    // The balances before the oldest of 1,000 draws that end with this one.
    double[] start = earlier[(int) ((next + 1) % WINDOW)];
    System.arraycopy(balances, 0, earlier[slot], 0, sources);
    int best = -1;
    double bestExcess = Double.POSITIVE_INFINITY;
    double bestSquares = Double.POSITIVE_INFINITY;
    for (int source = 0; source < sources; source++) {
      if (share[source] <= 0) {
        continue;
      }
      int size = sizes.of(source, ordinals[source]);
      double squares = 0;
      double excess = 0;
      for (int i = 0; i < sources; i++) {
        double balance = balances[i] + share[i] * size - (i == source ? size : 0);
        squares += balance * balance;
        excess = Math.max(excess, Math.abs(balance - start[i]) - largest * (1 + SLACK));
      }
      if (excess < bestExcess || (excess == bestExcess && squares < bestSquares)) {
        best = source;
        bestExcess = excess;
        bestSquares = squares;
      }
    }
    int size = sizes.of(best, ordinals[best]);
    for (int i = 0; i < sources; i++) {
      balances[i] += share[i] * size - (i == best ? size : 0);
    }
    ordinals[best]++;
    last = best;
    next++;
  }
}
