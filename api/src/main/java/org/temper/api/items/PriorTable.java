package org.temper.api.items;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/**
 * A table of logits, each row of which holds from its start to the next one's.
 *
 * @param starts ascending, in seconds since the epoch; the first row also holds before
 * @param table finite, one row for each start, [Q][K]
 */
@SuppressWarnings("ArrayRecordComponent") // large, host-side, never compared
record PriorTable(long[] starts, float[][] table) implements ItemPrior {

  /** Checks sizes, order and values. */
  PriorTable {
    checkArgument(starts.length >= 1, "starts: expected at least one, got none");
    checkArgument(
        table.length == starts.length,
        "logits: expected %s rows, one for each start, got %s",
        starts.length,
        table.length);
    for (int row = 0; row < starts.length; row++) {
      checkArgument(
          row == 0 || starts[row - 1] < starts[row],
          "starts: expected to ascend, got %s after %s",
          starts[row],
          starts[Math.max(0, row - 1)]);
      checkArgument(
          table[row].length == table[0].length,
          "logits[%s]: expected %s items, got %s",
          row,
          table[0].length,
          table[row].length);
      for (float logit : table[row]) {
        checkArgument(Float.isFinite(logit), "logits: expected finite, got %s", logit);
      }
    }
  }

  @Override
  public int items() {
    return table[0].length;
  }

  @Override
  public float[] logits(long time) {
    int found = Arrays.binarySearch(starts, time);
    return table[found >= 0 ? found : Math.max(0, -found - 2)];
  }
}
