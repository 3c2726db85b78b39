package org.temper.serving;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;

/**
 * An exact search: every item is looked at. It is what an index is measured against, and good
 * enough for catalogs of up to some hundred thousand items.
 *
 * <p>Vectors lie in blocks of items, one number of all items of a block after the other, so that a
 * block's products are sums that the processor makes many items at a time. Their order is that of a
 * plain inner product.
 */
public final class ExactItems implements ItemSearch {
  private static final int BLOCK = 2048;
  private static final int NUMBERS_AT_ONCE = 4;
  private static final Comparator<ScoredItem> BEST_FIRST =
      Comparator.comparingDouble(ScoredItem::score).reversed().thenComparingInt(ScoredItem::item);

  private final int items;
  private final float[][] blocks;
  private final ItemVectors.Stored stored;

  private ExactItems(int items, float[][] blocks, ItemVectors.Stored stored) {
    this.items = items;
    this.blocks = blocks;
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
    float[][] blocks = new float[(items + BLOCK - 1) / BLOCK][];
    for (int b = 0; b < blocks.length; b++) {
      blocks[b] = block(vectors.stored(b * BLOCK, Math.min(items, (b + 1) * BLOCK)));
    }
    return new ExactItems(items, blocks, new ItemVectors.Stored(vectors.width(), vectors.biased()));
  }

  private static float[] block(float[][] rows) {
    int numbers = rows[0].length;
    float[] block = new float[numbers * BLOCK];
    for (int i = 0; i < rows.length; i++) {
      for (int n = 0; n < numbers; n++) {
        block[n * BLOCK + i] = rows[i][n];
      }
    }
    return block;
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
    float[] scores = new float[BLOCK];
    PriorityQueue<ScoredItem> best = new PriorityQueue<>(Collections.reverseOrder(BEST_FIRST));
    float least = Float.NEGATIVE_INFINITY;
    for (int b = 0; b < blocks.length; b++) {
      products(query, blocks[b], scores);
      int first = b * BLOCK;
      int own = Math.min(BLOCK, items - first);
      for (int i = 0; i < own; i++) {
        boolean better = scores[i] > least || best.size() < count;
        if (better && !excluded.test(first + i)) {
          best.add(new ScoredItem(first + i, scores[i]));
          if (best.size() > count) {
            best.remove();
          }
          least = best.element().score();
        }
      }
    }
    List<ScoredItem> ordered = new ArrayList<>(best);
    ordered.sort(BEST_FIRST);
    return ordered;
  }

  /** Products of a query and all items of a block. */
  private static void products(float[] query, float[] block, float[] products) {
    Arrays.fill(products, 0);
    int n = 0;
    for (; n + NUMBERS_AT_ONCE <= query.length; n += NUMBERS_AT_ONCE) {
      addFour(query, n, block, products);
    }
    for (; n < query.length; n++) {
      add(query[n], block, n * BLOCK, products);
    }
  }

  /** Four numbers at once, so that sums are read and written a quarter as often. */
  private static void addFour(float[] query, int n, float[] block, float[] sums) {
    float one = query[n];
    float two = query[n + 1];
    float three = query[n + 2];
    float four = query[n + 3];
    int from = n * BLOCK;
    for (int i = 0; i < BLOCK; i++) {
      sums[i] =
          sums[i]
              + one * block[from + i]
              + two * block[from + BLOCK + i]
              + three * block[from + 2 * BLOCK + i]
              + four * block[from + 3 * BLOCK + i];
    }
  }

  private static void add(float factor, float[] block, int from, float[] sums) {
    for (int i = 0; i < BLOCK; i++) {
      sums[i] += factor * block[from + i];
    }
  }
}
