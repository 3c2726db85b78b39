package org.temper.serving;

import java.util.List;
import java.util.function.IntPredicate;

/** A search for the items whose vectors have the largest inner products with a state. */
public interface ItemSearch {

  /**
   * The size of the catalog.
   *
   * @return K
   */
  int items();

  /**
   * The length of a state.
   *
   * @return D
   */
  int width();

  /**
   * The best items of a state.
   *
   * @param state [D]
   * @param count how many, at least 1
   * @param excluded the items that may not be among them
   * @return at most that many, the best first; fewer where all others are excluded
   * @throws IllegalArgumentException if the state is of another length or not finite, or the count
   *     is below 1
   */
  List<ScoredItem> top(float[] state, int count, IntPredicate excluded);

  /**
   * The best of all items.
   *
   * @param state [D]
   * @param count how many, at least 1
   * @return at most that many, the best first
   * @throws IllegalArgumentException as {@link #top(float[], int, IntPredicate)}
   */
  default List<ScoredItem> top(float[] state, int count) {
    return top(state, count, item -> false);
  }
}
