package org.temper.data.jinja.values;

import java.util.ArrayList;
import java.util.List;

/** A stable sort that asks for one order alone, and bears one that contradicts itself. */
public final class Sorting {
  private Sorting() {}

  /**
   * Whether one value is less than another.
   *
   * @param <T> their type
   */
  public interface Less<T> {
    /**
     * Compares.
     *
     * @param left a value
     * @param right a value
     * @return whether the left is less than the right
     */
    boolean test(T left, T right);
  }

  /**
   * Sorts a list; equal values keep their order.
   *
   * @param list the list
   * @param less the order
   * @param <T> the values' type
   */
  public static <T> void sort(List<T> list, Less<T> less) {
    List<T> from = new ArrayList<>(list);
    for (int width = 1; width < list.size(); width *= 2) {
      for (int start = 0; start < list.size(); start += 2 * width) {
        merge(from, list, start, width, less);
      }
      from = new ArrayList<>(list);
    }
  }

  private static <T> void merge(List<T> from, List<T> to, int start, int width, Less<T> less) {
    int left = start;
    int middle = Math.min(start + width, from.size());
    int right = middle;
    int end = Math.min(start + 2 * width, from.size());
    for (int i = start; i < end; i++) {
      boolean takeRight =
          right < end && (left >= middle || less.test(from.get(right), from.get(left)));
      to.set(i, from.get(takeRight ? right++ : left++));
    }
  }
}
