package org.temper.models.recommender;

import static com.google.common.base.Preconditions.checkArgument;

import org.jspecify.annotations.Nullable;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.items.ItemInputs;

/**
 * The times at which the events of a batch happened, and at which what follows them is asked for.
 */
final class ItemTimes {
  private final SequenceBatch batch;
  private final long @Nullable [] times;
  private final long @Nullable [] nextTimes;

  private ItemTimes(SequenceBatch batch, long @Nullable [] times, long @Nullable [] nextTimes) {
    this.batch = batch;
    this.times = times;
    this.nextTimes = nextTimes;
  }

  static ItemTimes of(SequenceBatch batch) {
    return new ItemTimes(
        batch, read(batch, ItemInputs.TIMESTAMPS), read(batch, ItemInputs.NEXT_TIMESTAMPS));
  }

  private static long @Nullable [] read(SequenceBatch batch, String name) {
    SideInput input = batch.sideInputs().get(name);
    if (input == null) {
      return null;
    }
    checkArgument(
        input instanceof SideInput.Longs && input.shape().equals(batch.shape()),
        "batch.%s: expected int64 of %s, got %s",
        name,
        batch.shape(),
        input.shape());
    return ((SideInput.Longs) input).values();
  }

  /** When the event in a cell happened. */
  long at(int row, int column) {
    long[] present = times;
    checkArgument(
        present != null,
        "batch: expected the side input %s, which this model looks at, got %s",
        ItemInputs.TIMESTAMPS,
        batch.sideInputs().keySet());
    return present[row * batch.columns() + column];
  }

  /** When what follows the event in a cell is asked for, in a row that ends before a column. */
  long after(int row, int column, int end) {
    if (nextTimes != null) {
      return nextTimes[row * batch.columns() + column];
    }
    checkArgument(
        column + 1 < end,
        "batch: expected the side input %s, without which nothing says when the item after the"
            + " last of row %s is asked for, got %s",
        ItemInputs.NEXT_TIMESTAMPS,
        row,
        batch.sideInputs().keySet());
    return at(row, column + 1);
  }
}
