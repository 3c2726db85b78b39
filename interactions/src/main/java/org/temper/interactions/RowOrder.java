package org.temper.interactions;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import org.temper.api.Seeds;

/** Orders of rows, without an object a row. */
final class RowOrder {
  private static final String TIES = "events-of-one-time";
  private static final int SHORT = 16;

  private final RowComparator comparator;
  private final int[] rows;
  private final int[] scratch;

  /** Which of two rows comes first. */
  private interface RowComparator {
    int compare(int first, int second);
  }

  private RowOrder(RowComparator comparator, int[] rows) {
    this.comparator = comparator;
    this.rows = rows;
    this.scratch = new int[rows.length];
  }

  /**
   * Rows by user, then by time; those of one user and time at random, by a hash of the seed, the
   * user and the item, so that it does not matter in which order they come.
   */
  static int[] byUserAndTime(ImmutableIntArray users, int[] starts, Events events, long seed) {
    long stream = Seeds.derive(seed, TIES);
    ImmutableLongArray times = events.times();
    ImmutableIntArray items = events.items();
    RowComparator byTime =
        (first, second) -> {
          int order = Long.compare(times.get(first), times.get(second));
          return order != 0
              ? order
              : Long.compare(
                  tie(stream, users.get(first), items.get(first)),
                  tie(stream, users.get(second), items.get(second)));
        };
    RowOrder order = new RowOrder(byTime, grouped(users, starts));
    for (int user = 0; user + 1 < starts.length; user++) {
      order.sort(starts[user], starts[user + 1]);
    }
    return order.rows;
  }

  /** Rows by time; those of one time in the order that they have. */
  static int[] byTime(ImmutableLongArray times) {
    int[] rows = new int[times.length()];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = row;
    }
    RowOrder order =
        new RowOrder((first, second) -> Long.compare(times.get(first), times.get(second)), rows);
    order.sort(0, rows.length);
    return rows;
  }

  /** Where each group's rows start, were they grouped; one more at the end. */
  static int[] starts(ImmutableIntArray groups, int count) {
    int[] starts = new int[count + 1];
    for (int row = 0; row < groups.length(); row++) {
      starts[groups.get(row) + 1]++;
    }
    for (int group = 0; group < count; group++) {
      starts[group + 1] += starts[group];
    }
    return starts;
  }

  private static int[] grouped(ImmutableIntArray groups, int[] starts) {
    int[] next = starts.clone();
    int[] rows = new int[groups.length()];
    for (int row = 0; row < rows.length; row++) {
      rows[next[groups.get(row)]++] = row;
    }
    return rows;
  }

  private static long tie(long stream, int user, int item) {
    return Seeds.mixed(stream, ((long) user << Integer.SIZE) | item);
  }

  /** A stable merge sort, linear where the rows are in order already. */
  private void sort(int from, int to) {
    if (to - from <= SHORT) {
      insert(from, to);
      return;
    }
    int middle = (from + to) >>> 1;
    sort(from, middle);
    sort(middle, to);
    if (comparator.compare(rows[middle - 1], rows[middle]) > 0) {
      merge(from, middle, to);
    }
  }

  private void insert(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int row = rows[i];
      int position = i;
      while (position > from && comparator.compare(rows[position - 1], row) > 0) {
        rows[position] = rows[position - 1];
        position--;
      }
      rows[position] = row;
    }
  }

  private void merge(int from, int middle, int to) {
    System.arraycopy(rows, from, scratch, from, middle - from);
    int left = from;
    int right = middle;
    int position = from;
    while (left < middle) {
      rows[position++] =
          right < to && comparator.compare(rows[right], scratch[left]) < 0
              ? rows[right++]
              : scratch[left++];
    }
  }
}
