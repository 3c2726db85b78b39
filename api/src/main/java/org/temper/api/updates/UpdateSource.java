package org.temper.api.updates;

import java.util.Map;

/**
 * A source of a run's batches, by index. What an update trains on depends on the seed and the
 * update's index alone, which is what makes a resumed run repeat the uninterrupted one, from
 * wherever it goes on and without what came before. A source whose batches also depend on a policy
 * says so in its type: {@link OnPolicySource}.
 *
 * @param <B> the trainer's micro-batches
 */
public interface UpdateSource<B> {

  /**
   * The number of updates in which each example is seen once.
   *
   * @return at least 1; {@link Long#MAX_VALUE} for a stream without an end
   */
  long updatesPerEpoch();

  /**
   * What an update trains on.
   *
   * @param seed the run's seed
   * @param index the update, from 0, on through all epochs
   * @return its batch
   * @throws IllegalArgumentException if {@code index} is below 0
   */
  UpdateBatch<B> update(long seed, long index);

  /**
   * Contents that decide the batches, such as a hash of the examples.
   *
   * @return by name; a resume with others is refused
   */
  default Map<String, String> identity() {
    return Map.of();
  }
}
