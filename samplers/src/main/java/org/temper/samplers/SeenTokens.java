package org.temper.samplers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The different tokens that a row holds, for the repetition penalty. */
final class SeenTokens {
  private final Set<Long> known = new HashSet<>();
  private long[] distinct = new long[16];

  SeenTokens(long... tokens) {
    add(tokens);
  }

  void add(long... tokens) {
    for (long token : tokens) {
      if (known.add(token)) {
        if (known.size() > distinct.length) {
          distinct = Arrays.copyOf(distinct, 2 * distinct.length);
        }
        distinct[known.size() - 1] = token;
      }
    }
  }

  /** Ids of several rows, each with at least one; shorter rows repeat their first id. */
  static NDArray toArray(List<SeenTokens> rows, NDManager manager) {
    int columns = rows.stream().mapToInt(row -> row.known.size()).max().orElse(0);
    long[] ids = new long[rows.size() * columns];
    for (int row = 0; row < rows.size(); row++) {
      SeenTokens seen = rows.get(row);
      int size = seen.known.size();
      int start = row * columns;
      System.arraycopy(seen.distinct, 0, ids, start, size);
      Arrays.fill(ids, start + size, start + columns, seen.distinct[0]);
    }
    return manager.create(ids, new Shape(rows.size(), columns));
  }
}
