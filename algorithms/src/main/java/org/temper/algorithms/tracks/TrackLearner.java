package org.temper.algorithms.tracks;

import org.temper.algorithms.run.IterationTrainer;
import org.temper.api.rollouts.RolloutBatch;

/**
 * A trainer, and what has to be freed after it.
 *
 * @param trainer learns from iterations
 * @param owned frees its optimizer, and whatever else was made for it
 */
public record TrackLearner(IterationTrainer<RolloutBatch> trainer, Runnable owned)
    implements AutoCloseable {

  @Override
  public void close() {
    owned.run();
  }
}
