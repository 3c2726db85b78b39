package org.temper.interactions;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Filters of a log: which of its rows stay, and which ids. */
final class RowFilters {
  private static final int NOBODY = -1;

  private RowFilters() {}

  /** Whether a row stays when of like rows one is kept. */
  static boolean[] distinct(InteractionLog log, Duplicates rule) {
    ImmutableIntArray users = log.userIds();
    ImmutableIntArray items = log.events().items();
    ImmutableLongArray times = log.events().times();
    // Rows are grouped by user: who met an item last tells whether this user did.
    int[] lastUser = new int[log.items().size()];
    long[] lastTime = new long[log.items().size()];
    Arrays.fill(lastUser, NOBODY);
    boolean[] kept = new boolean[log.size()];
    for (int i = 0; i < kept.length; i++) {
      int row = rule == Duplicates.KEEP_LAST_OF_ITEM ? kept.length - 1 - i : i;
      int item = items.get(row);
      kept[row] =
          lastUser[item] != users.get(row)
              || (rule == Duplicates.KEEP_FIRST_OF_ITEM_AND_TIME
                  && lastTime[item] != times.get(row));
      lastUser[item] = users.get(row);
      lastTime[item] = times.get(row);
    }
    return kept;
  }

  /** Whether a row stays when users and items with too few rows are dropped until none has. */
  static boolean[] core(InteractionLog log, int least) {
    ImmutableIntArray users = log.userIds();
    ImmutableIntArray items = log.events().items();
    int[] ofUser = counts(users, log.users().size());
    int[] ofItem = counts(items, log.items().size());
    boolean[] kept = new boolean[log.size()];
    Arrays.fill(kept, true);
    int dropped;
    do {
      dropped = 0;
      for (int row = 0; row < kept.length; row++) {
        if (kept[row] && (ofUser[users.get(row)] < least || ofItem[items.get(row)] < least)) {
          kept[row] = false;
          ofUser[users.get(row)]--;
          ofItem[items.get(row)]--;
          dropped++;
        }
      }
    } while (dropped > 0);
    return kept;
  }

  /** How often each id occurs. */
  static int[] counts(ImmutableIntArray ids, int size) {
    int[] counts = new int[size];
    for (int row = 0; row < ids.length(); row++) {
      counts[ids.get(row)]++;
    }
    return counts;
  }

  /** The ids that occur, ascending. */
  static int[] present(ImmutableIntArray ids, int size) {
    int[] counts = counts(ids, size);
    return IntStream.range(0, size).filter(id -> counts[id] > 0).toArray();
  }

  /** Each id's position among those that are kept, of which it must be one. */
  static ImmutableIntArray renumbered(ImmutableIntArray ids, int[] kept, int size) {
    int[] fresh = new int[size];
    for (int id = 0; id < kept.length; id++) {
      fresh[kept[id]] = id;
    }
    ImmutableIntArray.Builder renumbered = ImmutableIntArray.builder(ids.length());
    for (int row = 0; row < ids.length(); row++) {
      renumbered.add(fresh[ids.get(row)]);
    }
    return renumbered.build();
  }
}
