package org.temper.testkit.tables;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;

/** Each scored token of a batch and the token before it, on the host; 0 where none is scored. */
@SuppressWarnings("ArrayRecordComponent") // two arrays that travel together, never compared
record TokenLookup(long[] previous, long[] current) {

  static TokenLookup of(SequenceBatch batch, long vocabularySize) {
    long[] previous = new long[batch.rows() * batch.columns()];
    long[] current = new long[previous.length];
    for (int row = 0; row < batch.rows(); row++) {
      int end = batch.start(row) + batch.length(row);
      for (int column = batch.start(row); column < end; column++) {
        long token = batch.token(row, column);
        checkArgument(
            token >= 0 && token < vocabularySize,
            "batch: expected ids from 0 to %s, got %s in row %s column %s",
            vocabularySize - 1,
            token,
            row,
            column);
        if (batch.isScored(row, column)) {
          previous[row * batch.columns() + column] = batch.token(row, column - 1);
          current[row * batch.columns() + column] = token;
        }
      }
    }
    return new TokenLookup(previous, current);
  }

  /**
   * Where a flat table [V, V] holds each candidate after the token before its position: [B, T, C];
   * 0 where none is scored.
   */
  static long[] cells(SequenceBatch batch, Candidates candidates, long vocabularySize) {
    candidates.checkFit(batch);
    long[] previous = of(batch, vocabularySize).previous();
    int count = candidates.count();
    long[] cells = new long[previous.length * count];
    for (int i = 0; i < cells.length; i++) {
      int row = i / count / batch.columns();
      int column = i / count % batch.columns();
      if (batch.isScored(row, column)) {
        long item = candidates.items()[i];
        checkArgument(
            item >= 0 && item < vocabularySize,
            "candidates: expected ids from 0 to %s, got %s in row %s column %s",
            vocabularySize - 1,
            item,
            row,
            column);
        cells[i] = previous[i / count] * vocabularySize + item;
      }
    }
    return cells;
  }

  /** Picks from a flat table by index and puts 0 where the mask is false: [B, T]. */
  static NDArray pick(NDArray table, long[] indices, NDArray mask) {
    NDManager manager = mask.getManager();
    NDArray picked = table.gather(manager.create(indices), 0).reshape(mask.getShape());
    return NDArrays.where(mask, picked, picked.zerosLike());
  }

  /** Picks several numbers for each position and puts 0 where the mask is false: [B, T, C]. */
  static NDArray pickSeveral(NDArray table, long[] indices, NDArray mask) {
    long positions = mask.getShape().size();
    Shape shape = mask.getShape().add(indices.length / positions);
    return pick(table, indices, mask.expandDims(2).broadcast(shape));
  }
}
