package org.temper.models.recommender;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.temper.api.SequenceBatch;
import org.temper.models.scoring.TokenLayout;

/**
 * The layout of a batch's events on the device; names as in {@link TokenLayout}.
 *
 * @param ids int64 [N]
 * @param positions int64 [N]
 * @param cells int64 [B, T]
 * @param tokenCells int64 [N]
 * @param sources int64 [M]
 * @param times when each event happened, int64 [B, T]; empty for a model without time
 * @param queryTimes the time that each event's state counts back from, int64 [B, T]; empty for a
 *     model without time
 */
record ItemLayout(
    NDArray ids,
    NDArray positions,
    NDArray cells,
    NDArray tokenCells,
    NDArray sources,
    NDArray times,
    NDArray queryTimes) {

  static ItemLayout of(
      NDManager manager, SequenceBatch batch, TokenLayout layout, TimeSignal signal) {
    Shape shape = new Shape(layout.rows(), layout.columns());
    long[][] times = times(batch, layout, signal);
    Shape timeShape = signal == TimeSignal.NONE ? new Shape(0) : shape;
    return new ItemLayout(
        manager.create(layout.ids()),
        manager.create(layout.positions()),
        manager.create(layout.cells(), shape),
        manager.create(layout.tokenCells()),
        manager.create(layout.sources()),
        manager.create(times[0], timeShape),
        manager.create(times[1], timeShape));
  }

  private static long[][] times(SequenceBatch batch, TokenLayout layout, TimeSignal signal) {
    if (signal == TimeSignal.NONE) {
      return new long[][] {{}, {}};
    }
    ItemTimes given = ItemTimes.of(batch);
    long[] times = new long[layout.rows() * layout.columns()];
    long[] queryTimes = new long[times.length];
    boolean[] predicts = predicting(layout);
    int token = 0;
    for (int row = 0; row < layout.rows(); row++) {
      int start = batch.start(row);
      int end = start + batch.length(row);
      for (int column = start; column < end; column++) {
        int cell = row * layout.columns() + column - start;
        times[cell] = given.at(row, column);
        // A state that predicts nothing and has nothing after it needs no time of its own.
        boolean lastUnused = column + 1 == end && !predicts[token];
        queryTimes[cell] =
            signal == TimeSignal.PAST || lastUnused ? times[cell] : given.after(row, column, end);
        token++;
      }
    }
    return new long[][] {times, queryTimes};
  }

  private static boolean[] predicting(TokenLayout layout) {
    boolean[] predicts = new boolean[layout.ids().length];
    for (long source : layout.sources()) {
      predicts[(int) source] = true;
    }
    return predicts;
  }
}
