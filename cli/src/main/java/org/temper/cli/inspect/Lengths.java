package org.temper.cli.inspect;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;

/**
 * The distribution of lengths.
 *
 * @param sorted the lengths, ascending
 */
record Lengths(ImmutableIntArray sorted) {
  private static final int MOST_BINS = 24;

  /**
   * A bin of a histogram.
   *
   * @param from the shortest length that belongs to it
   * @param to the longest
   * @param count how many have one
   */
  record Bin(int from, int to, int count) {}

  static Lengths of(ImmutableIntArray lengths) {
    int[] sorted = lengths.toArray();
    Arrays.sort(sorted);
    return new Lengths(ImmutableIntArray.copyOf(sorted));
  }

  int count() {
    return sorted.length();
  }

  long sum() {
    return sorted.stream().asLongStream().sum();
  }

  /** The smallest length that at least this share does not exceed. */
  int quantile(double share) {
    int rank = (int) Math.ceil(share * sorted.length());
    return sorted.get(Math.max(0, rank - 1));
  }

  /** Bins of equal width, from the shortest to the longest; none where there is no length. */
  List<Bin> histogram() {
    if (sorted.isEmpty()) {
      return List.of();
    }
    int shortest = sorted.get(0);
    int span = sorted.get(sorted.length() - 1) - shortest + 1;
    int width = (span + MOST_BINS - 1) / MOST_BINS;
    int[] counts = new int[(span + width - 1) / width];
    sorted.forEach(length -> counts[(length - shortest) / width]++);
    ImmutableList.Builder<Bin> bins = ImmutableList.builder();
    for (int i = 0; i < counts.length; i++) {
      int from = shortest + i * width;
      bins.add(new Bin(from, from + width - 1, counts[i]));
    }
    return bins.build();
  }
}
