package org.temper.models.decoder;

import java.util.Arrays;
import java.util.List;

/**
 * The index arrays of one pass of a session: which new tokens there are, in which cache row and at
 * which position, and what each may see. See {@code extend} in {@code session.py}.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SessionStep(
    long[] ids,
    long[] rows,
    long[] positions,
    int columns,
    long[] cells,
    long[] tokenCells,
    long[] last,
    long[] updated,
    long[] bounds,
    long length) {

  /** New tokens of one cache row, after those that are cached. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Span(int cached, long[] tokens) {}

  /** How many rows of cells there are. */
  int spans() {
    return cells.length / columns;
  }

  /** The same tokens in other cache rows, one for each span; the first in each row. */
  SessionStep inRows(long[] slots) {
    return new SessionStep(
        ids,
        Arrays.stream(rows).map(row -> slots[(int) row]).toArray(),
        positions,
        columns,
        cells,
        tokenCells,
        last,
        slots,
        bounds,
        length);
  }

  static SessionStep of(List<Span> spans) {
    int size = spans.stream().mapToInt(span -> span.tokens().length).sum();
    int columns = spans.stream().mapToInt(span -> span.tokens().length).max().getAsInt();
    int updated = (int) spans.stream().filter(span -> span.tokens().length > 0).count();
    boolean first = spans.stream().allMatch(span -> span.cached() == 0);
    long length =
        spans.stream().mapToLong(span -> span.cached() + span.tokens().length).max().getAsLong();
    SessionStep step =
        new SessionStep(
            new long[size],
            new long[size],
            new long[size],
            columns,
            new long[spans.size() * columns],
            new long[size],
            new long[updated],
            new long[updated],
            first ? new long[0] : new long[spans.size() * columns],
            first ? -1 : length);
    int token = 0;
    int newest = 0;
    for (int row = 0; row < spans.size(); row++) {
      Span span = spans.get(row);
      for (int i = 0; i < span.tokens().length; i++) {
        int cell = row * columns + i;
        step.ids[token] = span.tokens()[i];
        step.rows[token] = row;
        step.positions[token] = (long) span.cached() + i;
        step.cells[cell] = token;
        step.tokenCells[token] = cell;
        if (step.bounds.length > 0) {
          step.bounds[cell] = step.positions[token];
        }
        token++;
      }
      if (span.tokens().length > 0) {
        step.last[newest] = token - 1L;
        step.updated[newest] = row;
        newest++;
      }
    }
    return step;
  }
}
