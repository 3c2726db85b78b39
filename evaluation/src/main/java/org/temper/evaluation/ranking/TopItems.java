package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.temper.api.Seeds;

/**
 * The items that score highest. Of items that score the same, chance decides by the seed and the
 * query, never the id.
 */
public final class TopItems {
  private static final String TIES = "tied-items";

  private final int[] items;
  private final float[] scores;
  private final long[] draws;
  private int size;

  private TopItems(int count) {
    this.items = new int[count];
    this.scores = new float[count];
    this.draws = new long[count];
  }

  /**
   * Chooses items.
   *
   * @param scores a score for each item, no NaN
   * @param count how many are wanted, at least 1
   * @param excluded which items are left out
   * @param seed decides between equal scores
   * @param query which query, so that equal scores are decided anew for each
   * @return the ids of the best, the best first; fewer than {@code count} where there are fewer
   * @throws IllegalArgumentException if {@code count} is below 1
   */
  public static int[] of(float[] scores, int count, IntPredicate excluded, long seed, int query) {
    checkArgument(count >= 1, "count: expected at least 1, got %s", count);
    TopItems top = new TopItems(Math.min(count, scores.length));
    long stream = Seeds.derive(seed, TIES, query);
    for (int item = 0; item < scores.length; item++) {
      if (!excluded.test(item)) {
        top.offer(item, scores[item], stream);
      }
    }
    return Arrays.copyOf(top.items, top.size);
  }

  private void offer(int item, float score, long stream) {
    if (size == items.length && score < scores[size - 1]) {
      return;
    }
    long draw = Seeds.mixed(stream, item);
    int position = size;
    while (position > 0 && isBefore(score, draw, position - 1)) {
      position--;
    }
    if (position == items.length) {
      return;
    }
    int moved = Math.min(size, items.length - 1) - position;
    System.arraycopy(items, position, items, position + 1, moved);
    System.arraycopy(scores, position, scores, position + 1, moved);
    System.arraycopy(draws, position, draws, position + 1, moved);
    items[position] = item;
    scores[position] = score;
    draws[position] = draw;
    size = Math.min(size + 1, items.length);
  }

  private boolean isBefore(float score, long draw, int position) {
    return score > scores[position] || (score == scores[position] && draw > draws[position]);
  }
}
