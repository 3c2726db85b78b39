package org.temper.testkit;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import org.temper.api.SequenceBatch;

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

  /** Picks from a flat table by index and puts 0 where the mask is false: [B, T]. */
  static NDArray pick(NDArray table, long[] indices, NDArray mask) {
    NDManager manager = mask.getManager();
    NDArray picked = table.gather(manager.create(indices), 0).reshape(mask.getShape());
    return NDArrays.where(mask, picked, picked.zerosLike());
  }
}
