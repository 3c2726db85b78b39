package org.temper.algorithms.run;

import java.util.List;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.metrics.RunUnit;

/** An iteration trainer as the loop sees it: one call after another. */
record IteratedUpdates<B>(IterationTrainer<B> trainer) implements Trainer<B> {

  /** What a trainer makes at a time. */
  static RunUnit unitOf(Trainer<?> trainer) {
    return trainer instanceof IteratedUpdates ? RunUnit.ITERATION : RunUnit.UPDATE;
  }

  @Override
  public Metrics update(List<B> microBatches) {
    return trainer.iterate(microBatches);
  }

  @Override
  public TrainerDescription description() {
    return trainer.description();
  }
}
