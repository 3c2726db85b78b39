package org.temper.data.corpus;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/** Records that were skipped: how many, what is wrong with the first, and how many may be. */
public final class BadRecords {
  private static final int TOLD = 3;

  private final long limit;
  private final List<String> first = new ArrayList<>();
  private long count;

  /**
   * None yet.
   *
   * @param limit how many may be skipped
   */
  public BadRecords(long limit) {
    this.limit = limit;
  }

  /**
   * Counts one.
   *
   * @param error what is wrong with it, with where it stands
   * @throws IllegalArgumentException if it is one too many: the error itself where none may be bad
   */
  public void add(IllegalArgumentException error) {
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

  /**
   * How many were skipped.
   *
   * @return the number so far
   */
  public long count() {
    return count;
  }

  /**
   * What is wrong with the first of them.
   *
   * @return messages, at most three
   */
  public List<String> first() {
    return ImmutableList.copyOf(first);
  }
}
