package org.temper.serving;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;

/**
 * An exact search: every item is looked at. It is what an index is measured against, and good
 * enough for a catalog of a few thousand items.
 */
public final class ExactItems implements ItemSearch {
  private static final int ROWS_AT_ONCE = 8192;
  private static final Comparator<ScoredItem> BEST_FIRST =
      Comparator.comparingDouble(ScoredItem::score).reversed().thenComparingInt(ScoredItem::item);

  private final float[][] vectors;
  private final ItemVectors.Stored stored;

  private ExactItems(float[][] vectors, ItemVectors.Stored stored) {
    this.vectors = vectors;
    this.stored = stored;
  }

  /**
   * A search of given vectors.
   *
   * @param vectors read once
   * @return the search
   * @throws IllegalArgumentException if a number is not finite
   */
  public static ExactItems of(ItemVectors vectors) {
    float[][] rows = new float[vectors.items()][];
    for (int from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      float[][] part = vectors.stored(from, Math.min(rows.length, from + ROWS_AT_ONCE));
      System.arraycopy(part, 0, rows, from, part.length);
    }
    return new ExactItems(rows, new ItemVectors.Stored(vectors.width(), vectors.biased()));
  }

  @Override
  public int items() {
    return vectors.length;
  }

  @Override
  public int width() {
    return stored.width();
  }

  @Override
  public List<ScoredItem> top(float[] state, int count, IntPredicate excluded) {
    checkArgument(count >= 1, "count: expected at least 1, got %s", count);
    float[] query = ItemVectors.query(state, stored);
    PriorityQueue<ScoredItem> best = new PriorityQueue<>(Collections.reverseOrder(BEST_FIRST));
    for (int item = 0; item < vectors.length; item++) {
      float score = product(query, vectors[item]);
      boolean better = best.size() < count || score > best.element().score();
      if (better && !excluded.test(item)) {
        best.add(new ScoredItem(item, score));
        if (best.size() > count) {
          best.remove();
        }
      }
    }
    List<ScoredItem> ordered = new ArrayList<>(best);
    ordered.sort(BEST_FIRST);
    return ordered;
  }

  private static float product(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
