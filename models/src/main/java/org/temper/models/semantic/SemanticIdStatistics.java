package org.temper.models.semantic;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.temper.api.semantic.SemanticIds;

/**
 * Figures of a table of semantic ids.
 *
 * @param levels the use of each level's codes
 * @param sharingItems the share of items that share their id with another
 * @param collisionRate (N − distinct ids) / N: the share that would have to be named anew
 * @param largestGroup the most items of one id
 */
public record SemanticIdStatistics(
    List<Level> levels, double sharingItems, double collisionRate, int largestGroup) {

  /** Copies. */
  public SemanticIdStatistics {
    levels = ImmutableList.copyOf(levels);
  }

  /**
   * How a level's codes are used.
   *
   * @param codes how many there are
   * @param used how many some item has
   * @param entropy −Σ p log p over the shares p of items, in nats; at most the log of {@code codes}
   * @param largest the most items of one code
   */
  public record Level(int codes, int used, double entropy, int largest) {

    /**
     * The number of codes, all of one share, that would have the same entropy.
     *
     * @return e to the entropy
     */
    public double perplexity() {
      return Math.exp(entropy);
    }
  }

  /**
   * Counts a table.
   *
   * @param ids the table
   * @return its figures
   */
  public static SemanticIdStatistics of(SemanticIds ids) {
    Multiset<ImmutableIntArray> paths = HashMultiset.create();
    for (int item = 0; item < ids.items(); item++) {
      paths.add(ids.path(item));
    }
    double items = ids.items();
    return new SemanticIdStatistics(
        IntStream.range(0, ids.levels()).mapToObj(level -> level(ids, level)).toList(),
        paths.stream().filter(path -> paths.count(path) > 1).count() / items,
        (items - paths.elementSet().size()) / items,
        paths.entrySet().stream().mapToInt(Multiset.Entry::getCount).max().orElseThrow());
  }

  private static Level level(SemanticIds ids, int level) {
    int[] counts = new int[ids.codes(level)];
    for (int item = 0; item < ids.items(); item++) {
      counts[ids.code(item, level)]++;
    }
    double entropy = 0;
    for (int count : counts) {
      double share = count / (double) ids.items();
      entropy -= count == 0 ? 0 : share * Math.log(share);
    }
    return new Level(
        counts.length,
        (int) Arrays.stream(counts).filter(count -> count > 0).count(),
        entropy,
        Arrays.stream(counts).max().orElseThrow());
  }
}
