package org.temper.api.items;

import static com.google.common.base.Preconditions.checkArgument;

import org.temper.api.SequenceBatch;

/**
 * Tokens, words or items, to score at the position of each token of a batch. What stands where no
 * token is scored does not matter.
 *
 * @param items ids, row-major [B, T, C]; not copied, and not to be changed afterwards
 * @param rows the batch's sequences, B
 * @param columns the batch's padded length, T
 * @param count candidates for each token, C
 */
@SuppressWarnings("ArrayRecordComponent") // large, host-side, never compared
public record Candidates(long[] items, int rows, int columns, int count) {

  /** Checks that the shape holds the ids. */
  public Candidates {
    checkArgument(
        rows >= 1 && columns >= 1 && count >= 1,
        "shape: expected positive sizes, got [%s, %s, %s]",
        rows,
        columns,
        count);
    checkArgument(
        items.length == (long) rows * columns * count,
        "items: expected %s ids, got %s",
        (long) rows * columns * count,
        items.length);
  }

  /**
   * Checks that there are candidates for each token of a batch.
   *
   * @param histories the batch
   * @throws IllegalArgumentException if its shape is not [B, T]
   */
  public void checkFit(SequenceBatch histories) {
    checkArgument(
        rows == histories.rows() && columns == histories.columns(),
        "candidates: expected shape %s, got [%s, %s]",
        histories.shape(),
        rows,
        columns);
  }

  /**
   * One candidate.
   *
   * @param row the row, from 0
   * @param column the column, from 0
   * @param candidate which of C, from 0
   * @return the item's id
   * @throws IllegalArgumentException if there is no such candidate
   */
  public long item(int row, int column, int candidate) {
    checkArgument(row >= 0 && row < rows, "row: expected one of %s, got %s", rows, row);
    checkArgument(
        column >= 0 && column < columns, "column: expected one of %s, got %s", columns, column);
    checkArgument(
        candidate >= 0 && candidate < count,
        "candidate: expected one of %s, got %s",
        count,
        candidate);
    return items[(row * columns + column) * count + candidate];
  }
}
