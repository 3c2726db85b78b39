package org.temper.evaluation.ranking;

import com.google.common.primitives.ImmutableIntArray;
import org.temper.interactions.Query;

/**
 * Marks of the items that are left out for the query at hand: one array for all queries, never
 * cleared.
 */
public final class SeenMarks {
  private final SeenItems rule;
  private final int[] marks;
  private int current;

  /**
   * Marks for a catalog.
   *
   * @param rule whether items of a history are left out at all
   * @param items how many items there are
   */
  public SeenMarks(SeenItems rule, int items) {
    this.rule = rule;
    this.marks = new int[items];
  }

  /**
   * Turns to a query: what was left out for another is no longer.
   *
   * @param query the query
   */
  public void turnTo(Query query) {
    current++;
    if (rule == SeenItems.EXCLUDED) {
      ImmutableIntArray items = query.history().items();
      for (int i = 0; i < items.length(); i++) {
        marks[items.get(i)] = current;
      }
    }
  }

  /**
   * Whether an item is left out for the query at hand.
   *
   * @param item the item's id
   * @return true where it is
   */
  public boolean excludes(int item) {
    return marks[item] == current;
  }
}
