package org.temper.models.recommender;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.temper.api.SequenceBatch;
import org.temper.api.items.ItemPrior;
import org.temper.models.scoring.LogitPrior;
import org.temper.models.scoring.TokenLayout;

/**
 * A prior on the device.
 *
 * @param table [Q, K]
 */
record TimedPrior(ItemPrior prior, NDArray table) {

  static TimedPrior of(NDManager manager, ItemPrior prior) {
    return new TimedPrior(prior, manager.create(prior.logits()));
  }

  /** What is added where each scored token was chosen. */
  LogitPrior atScored(NDManager manager, SequenceBatch batch, TokenLayout layout) {
    ItemTimes times = ItemTimes.of(batch);
    long[] scored = layout.scored();
    long[] rows = new long[scored.length];
    for (int i = 0; i < rows.length; i++) {
      int row = (int) scored[i] / batch.columns();
      int column = (int) scored[i] % batch.columns();
      rows[i] = prior.row(times.after(row, column - 1, column + 1));
    }
    return new LogitPrior(table, manager.create(rows));
  }

  /** What is added after the last token of each row. */
  LogitPrior atNext(NDManager manager, SequenceBatch batch) {
    ItemTimes times = ItemTimes.of(batch);
    long[] rows = new long[batch.rows()];
    for (int row = 0; row < rows.length; row++) {
      int end = batch.start(row) + batch.length(row);
      rows[row] = prior.row(times.after(row, end - 1, end));
    }
    return new LogitPrior(table, manager.create(rows));
  }
}
