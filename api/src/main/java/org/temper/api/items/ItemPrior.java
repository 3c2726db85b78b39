package org.temper.api.items;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/**
 * Prior knowledge of every item, before a user's history is looked at, that changes with time:
 * logits that a recommender adds to its own, such as the logarithm of recent popularity.
 *
 * @param starts when each row of logits begins to hold, ascending, in seconds since the epoch; the
 *     first also holds before. Not copied, and not to be changed afterwards
 * @param logits finite, one row for each start, [Q][K]
 */
@SuppressWarnings("ArrayRecordComponent") // large, host-side, never compared
public record ItemPrior(long[] starts, float[][] logits) {

  /** Checks sizes, order and values. */
  public ItemPrior {
    checkArgument(starts.length >= 1, "starts: expected at least one, got none");
    checkArgument(
        logits.length == starts.length,
        "logits: expected %s rows, one for each start, got %s",
        starts.length,
        logits.length);
    for (int row = 0; row < starts.length; row++) {
      checkArgument(
          row == 0 || starts[row - 1] < starts[row],
          "starts: expected to ascend, got %s after %s",
          starts[row],
          starts[Math.max(0, row - 1)]);
      checkArgument(
          logits[row].length == logits[0].length,
          "logits[%s]: expected %s items, got %s",
          row,
          logits[0].length,
          logits[row].length);
      for (float logit : logits[row]) {
        checkArgument(Float.isFinite(logit), "logits: expected finite, got %s", logit);
      }
    }
  }

  /**
   * Which row holds at a time.
   *
   * @param time seconds since the epoch
   * @return the last row that starts at or before it; 0 where none does
   */
  public int row(long time) {
    int found = Arrays.binarySearch(starts, time);
    return found >= 0 ? found : Math.max(0, -found - 2);
  }

  /**
   * The size of the catalog.
   *
   * @return K
   */
  public int items() {
    return logits[0].length;
  }
}
