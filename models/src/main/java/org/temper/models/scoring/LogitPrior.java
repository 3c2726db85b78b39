package org.temper.models.scoring;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.temper.api.items.ItemPrior;

/**
 * A prior that is added to a head's logits and is not learned.
 *
 * @param prior what is known of all items at a time
 * @param times the time of each state, [M]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LogitPrior(ItemPrior prior, long[] times) implements AddedLogits {

  @Override
  public NDArray logits(NDManager scope, int from, int to) {
    int items = prior.items();
    float[] logits = new float[(to - from) * items];
    for (int state = from; state < to; state++) {
      System.arraycopy(prior.logits(times[state]), 0, logits, (state - from) * items, items);
    }
    return scope.create(logits, new Shape(to - from, items));
  }

  /**
   * What is added to the logits of each state's own items.
   *
   * @param items ids [M, c], row by row
   * @return float32 [M, c]
   */
  public NDArray ofOwn(NDManager scope, long[] items) {
    int count = items.length / times.length;
    float[] added = new float[items.length];
    for (int state = 0; state < times.length; state++) {
      float[] known = prior.logits(times[state]);
      for (int i = state * count; i < (state + 1) * count; i++) {
        added[i] = known[(int) items[i]];
      }
    }
    return scope.create(added, new Shape(times.length, count));
  }

  /**
   * What is added to the logits of items that all states share.
   *
   * @param items ids [C]
   * @param from the first of the wanted states
   * @param to one past the last
   * @return float32 [to − from, C]
   */
  public NDArray ofShared(NDManager scope, long[] items, int from, int to) {
    float[] added = new float[(to - from) * items.length];
    int cell = 0;
    for (int state = from; state < to; state++) {
      float[] known = prior.logits(times[state]);
      for (long item : items) {
        added[cell++] = known[(int) item];
      }
    }
    return scope.create(added, new Shape(to - from, items.length));
  }
}
