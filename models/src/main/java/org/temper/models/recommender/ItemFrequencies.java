package org.temper.models.recommender;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The frequencies of a catalog's items: how likely each is to be a scored item of a batch. They are
 * known where training is over a log; {@link #of} counts them there. An estimate while a stream
 * runs, as Yi et al.'s algorithm 2, is not needed then.
 */
public final class ItemFrequencies {
  private final double[] shares;

  private ItemFrequencies(double[] shares) {
    this.shares = shares;
  }

  /**
   * Frequencies by counts.
   *
   * @param counts how often each item is scored in an epoch, [K]; an item below 1 counts as 1
   * @return the frequencies
   * @throws IllegalArgumentException if there is no item
   */
  public static ItemFrequencies of(long[] counts) {
    checkArgument(counts.length > 0, "counts: expected at least one item, got none");
    double[] shares = new double[counts.length];
    double total = 0;
    for (int item = 0; item < shares.length; item++) {
      shares[item] = Math.max(1, counts[item]);
      total += shares[item];
    }
    for (int item = 0; item < shares.length; item++) {
      shares[item] /= total;
    }
    return new ItemFrequencies(shares);
  }

  /**
   * The size of the catalog.
   *
   * @return K
   */
  public int items() {
    return shares.length;
  }

  /** log Q of each item in a sample of some scored items and some drawn uniformly. */
  float[] logQ(long[] items, long scored, long uniform) {
    float[] logs = new float[items.length];
    double share = (double) scored / (scored + uniform);
    double floor = (1 - share) / shares.length;
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(share * shares[(int) items[i]] + floor);
    }
    return logs;
  }
}
