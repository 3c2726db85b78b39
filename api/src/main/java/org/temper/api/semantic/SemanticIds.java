package org.temper.api.semantic;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A table of semantic ids: each item of a catalog has one code at each of a few levels, from the
 * coarsest to the finest. The codes of an item, in that order, are its path; a prefix of paths
 * names the items that share it. Several items may share a whole path unless {@link #distinct} says
 * otherwise. Immutable.
 *
 * <p>Source: Rajput et al. (2023), <a href="https://arxiv.org/abs/2305.05065">Recommender Systems
 * with Generative Retrieval</a>, section 3.1.
 */
public final class SemanticIds {
  private final ImmutableIntArray sizes;

  /** Codes, row-major [K, L]. */
  private final int[] table;

  /** Items in the order of their paths; those that share one ascend. */
  private final int[] order;

  private SemanticIds(ImmutableIntArray sizes, int[] table) {
    this.sizes = sizes;
    this.table = table;
    this.order =
        IntStream.range(0, table.length / sizes.length())
            .boxed()
            .sorted((a, b) -> compare(a, b))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /**
   * A table of given paths.
   *
   * @param sizes how many codes each level has, [L]
   * @param paths the codes of each item, by the item's number: K paths of L codes, each at least 0
   *     and below its level's size
   * @return the table
   * @throws IllegalArgumentException if there is no level or no item, a path has not L codes, or a
   *     code is not one of its level's
   */
  public static SemanticIds of(ImmutableIntArray sizes, List<ImmutableIntArray> paths) {
    checkArgument(sizes.length() >= 1, "sizes: expected at least one level, got none");
    for (int level = 0; level < sizes.length(); level++) {
      checkArgument(
          sizes.get(level) >= 1,
          "sizes[%s]: expected at least one code, got %s",
          level,
          sizes.get(level));
    }
    checkArgument(!paths.isEmpty(), "paths: expected at least one item, got none");
    int[] table = new int[Math.multiplyExact(paths.size(), sizes.length())];
    int item = 0;
    for (ImmutableIntArray path : paths) {
      checkArgument(
          path.length() == sizes.length(),
          "paths[%s]: expected %s codes, got %s",
          item,
          sizes.length(),
          path.length());
      for (int level = 0; level < sizes.length(); level++) {
        int code = path.get(level);
        checkArgument(
            code >= 0 && code < sizes.get(level),
            "paths[%s], level %s: expected a code of %s, got %s",
            item,
            level,
            sizes.get(level),
            code);
        table[item * sizes.length() + level] = code;
      }
      item++;
    }
    return new SemanticIds(sizes, table);
  }

  private int compare(int a, int b) {
    return Arrays.compare(
        table, a * levels(), (a + 1) * levels(), table, b * levels(), (b + 1) * levels());
  }

  /**
   * How many codes an item has.
   *
   * @return L, at least 1
   */
  public int levels() {
    return sizes.length();
  }

  /**
   * The size of a level's codebook.
   *
   * @param level from 0
   * @return how many codes there are, used or not
   * @throws IndexOutOfBoundsException if there is no such level
   */
  public int codes(int level) {
    return sizes.get(level);
  }

  /**
   * The size of the catalog.
   *
   * @return K, at least 1
   */
  public int items() {
    return order.length;
  }

  /**
   * One code of an item.
   *
   * @param item from 0
   * @param level from 0
   * @return the code, from 0
   * @throws IndexOutOfBoundsException if there is no such item or level
   */
  public int code(int item, int level) {
    checkElementIndex(item, items(), "item");
    checkElementIndex(level, levels(), "level");
    return table[item * levels() + level];
  }

  /**
   * All codes of an item.
   *
   * @param item from 0
   * @return its path, [L]
   * @throws IndexOutOfBoundsException if there is no such item
   */
  public ImmutableIntArray path(int item) {
    checkElementIndex(item, items(), "item");
    return ImmutableIntArray.copyOf(Arrays.stream(table, item * levels(), (item + 1) * levels()));
  }

  /**
   * The items whose paths begin with a prefix: for a whole path those that share it, for the empty
   * prefix all.
   *
   * @param prefix at most L codes
   * @return the items, by path and then by number; empty where none has it
   * @throws IllegalArgumentException if the prefix is longer than a path
   */
  public ImmutableIntArray items(ImmutableIntArray prefix) {
    int start = start(prefix);
    return ImmutableIntArray.copyOf(Arrays.stream(order, start, end(start, prefix)));
  }

  /**
   * The one item that has a path.
   *
   * @param path L codes
   * @return the item; empty where none has the path
   * @throws IllegalArgumentException if the path has not L codes, or several items share it
   */
  public OptionalInt item(ImmutableIntArray path) {
    checkArgument(
        path.length() == levels(), "path: expected %s codes, got %s", levels(), path.length());
    int start = start(path);
    int count = end(start, path) - start;
    checkArgument(
        count <= 1, "path: expected one item at %s, got %s; items(path) gives them", path, count);
    return count == 0 ? OptionalInt.empty() : OptionalInt.of(order[start]);
  }

  /**
   * The codes that may follow a prefix: what a decoder is constrained to.
   *
   * @param prefix fewer than L codes
   * @return the codes that some item has after the prefix, ascending and each once; empty where no
   *     item has the prefix
   * @throws IllegalArgumentException if the prefix is a whole path or longer
   */
  public ImmutableIntArray nextCodes(ImmutableIntArray prefix) {
    int level = prefix.length();
    checkArgument(
        level < levels(), "prefix: expected fewer than %s codes, got %s", levels(), level);
    int start = start(prefix);
    return ImmutableIntArray.copyOf(
        Arrays.stream(order, start, end(start, prefix))
            .map(item -> table[item * levels() + level])
            .distinct());
  }

  /**
   * Whether no two items share a path.
   *
   * @return true where {@link #item} names every item
   */
  public boolean distinct() {
    for (int i = 1; i < order.length; i++) {
      if (compare(order[i - 1], order[i]) == 0) {
        return false;
      }
    }
    return true;
  }

  /** The first position in the order whose path is not before the prefix. */
  private int start(ImmutableIntArray prefix) {
    checkArgument(
        prefix.length() <= levels(),
        "prefix: expected at most %s codes, got %s",
        levels(),
        prefix.length());
    return partition(0, prefix, 0);
  }

  /** The first position from a start whose path is after all that begin with the prefix. */
  private int end(int start, ImmutableIntArray prefix) {
    return partition(start, prefix, 1);
  }

  /** The first position whose path, cut to the prefix's length, compares as at least a bound. */
  private int partition(int from, ImmutableIntArray prefix, int bound) {
    int low = from;
    int high = order.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(order[middle], prefix) < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compare(int item, ImmutableIntArray prefix) {
    for (int level = 0; level < prefix.length(); level++) {
      int comparison = Integer.compare(table[item * levels() + level], prefix.get(level));
      if (comparison != 0) {
        return comparison;
      }
    }
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SemanticIds ids
        && sizes.equals(ids.sizes)
        && Arrays.equals(table, ids.table);
  }

  @Override
  public int hashCode() {
    return 31 * sizes.hashCode() + Arrays.hashCode(table);
  }

  @Override
  public String toString() {
    return "SemanticIds of " + items() + " items, codes " + sizes;
  }
}
