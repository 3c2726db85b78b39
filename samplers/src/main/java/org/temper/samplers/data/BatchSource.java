package org.temper.samplers.data;

import java.util.List;

/**
 * Where a training run takes its batches from, by the update's index: so that a resumed run goes on
 * where it was without any saved state.
 *
 * @param <B> what a batch is
 */
public interface BatchSource<B> {

  /**
   * The number of updates in which each example is seen once.
   *
   * @return at least 1
   */
  long updatesPerEpoch();

  /**
   * The micro-batches of an update, whose gradients add up.
   *
   * @param update the update's index, from 0, on through all epochs
   * @return at least one; always the same for the same index
   * @throws IllegalArgumentException if {@code update} is below 0
   */
  List<B> microBatches(long update);
}
