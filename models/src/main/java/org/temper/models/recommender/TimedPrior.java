package org.temper.models.recommender;

import org.temper.api.SequenceBatch;
import org.temper.api.items.ItemPrior;
import org.temper.models.scoring.LogitPrior;
import org.temper.models.scoring.TokenLayout;

/** A prior at the times that the tokens of a batch are asked for. */
record TimedPrior(ItemPrior prior) {

  /** What is added where each scored token was chosen. */
  LogitPrior atScored(SequenceBatch batch, TokenLayout layout) {
    ItemTimes times = ItemTimes.of(batch);
    long[] scored = layout.scored();
    long[] asked = new long[scored.length];
    for (int i = 0; i < asked.length; i++) {
      int row = (int) scored[i] / batch.columns();
      int column = (int) scored[i] % batch.columns();
      asked[i] = times.after(row, column - 1, column + 1);
    }
    return new LogitPrior(prior, asked);
  }

  /** What is added after the last token of each row. */
  LogitPrior atNext(SequenceBatch batch) {
    ItemTimes times = ItemTimes.of(batch);
    long[] asked = new long[batch.rows()];
    for (int row = 0; row < asked.length; row++) {
      int end = batch.start(row) + batch.length(row);
      asked[row] = times.after(row, end - 1, end);
    }
    return new LogitPrior(prior, asked);
  }
}
