package org.temper.data.corpus;

import java.util.ArrayList;
import java.util.List;

/** Records that were skipped: how many, what is wrong with the first, and how many may be. */
final class BadRecords {
  private static final int TOLD = 3;

  private final long limit;
  private final List<String> first = new ArrayList<>();
  private long count;

  BadRecords(long limit) {
    this.limit = limit;
  }

  /**
   * Counts one.
   *
   * @throws IllegalArgumentException if it is one too many: the error itself where none may be bad
   */
  void add(IllegalArgumentException error) {
    count++;
    if (first.size() < TOLD) {
      first.add(String.valueOf(error.getMessage()));
    }
    if (limit == 0) {
      throw error;
    }
    check(limit, count, first);
  }

  static void check(long limit, long count, List<String> first) {
    if (count > limit) {
      throw new IllegalArgumentException(
          "--bad-records: expected at most "
              + limit
              + " malformed records, got more: "
              + String.join("; ", first));
    }
  }

  long count() {
    return count;
  }

  List<String> first() {
    return first;
  }
}
