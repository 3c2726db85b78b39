package org.temper.serving;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;

/**
 * An exact search: every item is looked at, no index is made. It is what an index is measured
 * against, and fast enough for catalogs of up to some million items.
 *
 * <p>Products with vectors of 8 bits tell, with how far they may be off, which few items can be
 * among the best; of these the products are computed as they are. What is found is what products
 * with all vectors would find, to the last digit, and items of the same score come in the catalog's
 * order. A search uses the cores of the JVM's common pool; any number of threads may search at
 * once. Memory: 5 bytes a number of all vectors.
 *
 * <p>Source: Weber, Schek and Blott, "A Quantitative Analysis and Performance Study for
 * Similarity-Search Methods in High-Dimensional Spaces", VLDB 1998, section 5 (VA-File): first
 * approximations with bounds, then the candidates' own vectors.
 */
public final class ExactItems implements ItemSearch {
  private static final int BLOCK = RoundedItems.BLOCK;
  private static final Comparator<ScoredItem> BEST_FIRST =
      Comparator.comparingDouble(ScoredItem::score).reversed().thenComparingInt(ScoredItem::item);

  private final int items;
  private final float[][] blocks;
  private final RoundedItems rounded;
  private final ItemVectors.Stored stored;

  private ExactItems(int items, float[][] blocks, RoundedItems rounded, ItemVectors.Stored stored) {
    this.items = items;
    this.blocks = blocks;
    this.rounded = rounded;
    this.stored = stored;
  }

  /**
   * A search of given vectors.
   *
   * @param vectors read once, and copied
   * @return the search
   * @throws IllegalArgumentException if a number is not finite
   */
  public static ExactItems of(ItemVectors vectors) {
    int items = vectors.items();
    int numbers = vectors.width() + (vectors.biased() ? 1 : 0);
    float[][] blocks = new float[(items + BLOCK - 1) / BLOCK][];
    for (int b = 0; b < blocks.length; b++) {
      float[][] rows = vectors.stored(b * BLOCK, Math.min(items, (b + 1) * BLOCK));
      blocks[b] = new float[rows.length * numbers];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(rows[i], 0, blocks[b], i * numbers, numbers);
      }
    }
    return new ExactItems(
        items,
        blocks,
        RoundedItems.of(blocks, numbers),
        new ItemVectors.Stored(vectors.width(), vectors.biased()));
  }

  @Override
  public int items() {
    return items;
  }

  @Override
  public int width() {
    return stored.width();
  }

  @Override
  public List<ScoredItem> top(float[] state, int count, IntPredicate excluded) {
    checkArgument(count >= 1, "count: expected at least 1, got %s", count);
    float[] query = ItemVectors.query(state, stored);
    RoundedItems.Products products = rounded.products(query);
    // Of the items with the best rounded products the worst may be off by the error, and so may
    // one that is better than it is.
    long floor = best(products, count, excluded) - 2 * products.error();
    PriorityQueue<ScoredItem> best = new PriorityQueue<>(Collections.reverseOrder(BEST_FIRST));
    for (int b = 0; b < blocks.length; b++) {
      RoundedItems.Block block = products.blocks().get(b);
      int own = block.largest() < floor ? 0 : Math.min(BLOCK, items - b * BLOCK);
      for (int i = 0; i < own; i++) {
        int item = b * BLOCK + i;
        if (block.products()[i] >= floor && !excluded.test(item)) {
          best.add(new ScoredItem(item, product(query, item)));
          if (best.size() > count) {
            best.remove();
          }
        }
      }
    }
    List<ScoredItem> ordered = new ArrayList<>(best);
    ordered.sort(BEST_FIRST);
    return ordered;
  }

  /** The worst of the best rounded products; below all where there are not as many. */
  private long best(RoundedItems.Products products, int count, IntPredicate excluded) {
    PriorityQueue<Integer> best = new PriorityQueue<>();
    int least = Integer.MIN_VALUE;
    for (int b = 0; b < blocks.length; b++) {
      RoundedItems.Block block = products.blocks().get(b);
      int own = block.largest() <= least ? 0 : Math.min(BLOCK, items - b * BLOCK);
      for (int i = 0; i < own; i++) {
        int product = block.products()[i];
        if (product > least && !excluded.test(b * BLOCK + i)) {
          best.add(product);
          if (best.size() > count) {
            best.remove();
          }
          least = best.size() < count ? Integer.MIN_VALUE : best.element();
        }
      }
    }
    return least;
  }

  private float product(float[] query, int item) {
    float[] block = blocks[item / BLOCK];
    int first = item % BLOCK * query.length;
    float sum = 0;
    for (int n = 0; n < query.length; n++) {
      sum += query[n] * block[first + n];
    }
    return sum;
  }
}
