package org.temper.api;

import java.util.List;

/**
 * Where a run's batches come from. What an epoch holds depends on the seed and the epoch's number
 * alone, which is what makes a resumed run repeat the uninterrupted one.
 *
 * @param <B> the trainer's micro-batches
 */
@FunctionalInterface
public interface UpdateSource<B> {

  /**
   * The updates of an epoch, in order.
   *
   * @param seed the run's seed
   * @param epoch the epoch, from 0
   * @return at least one update's batch; a lazy list is welcome, each element is asked for once
   */
  List<UpdateBatch<B>> epoch(long seed, int epoch);
}
