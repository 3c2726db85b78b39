package org.temper.algorithms.run;

import java.util.List;
import org.temper.algorithms.metrics.Metrics;

/**
 * An algorithm whose verb is an iteration: it learns from what the policy has just done, in several
 * optimizer updates. It does no input or output and holds no loop; {@link TrainingRun} does.
 *
 * @param <B> the batches that an iteration learns from
 */
public interface IterationTrainer<B> extends DescribedTrainer {

  /**
   * Makes one iteration: as many optimizer updates as the trainer's settings say, over all batches
   * together.
   *
   * <p>Where the loss or the gradient norm of an update is not finite, that update is not made, the
   * iteration ends there and the metrics say so; earlier updates of the iteration have been made.
   *
   * @param microBatches what the iteration learns from, at least one
   * @return what the iteration tells of itself
   * @throws IllegalArgumentException if the batches are not such as to train on; nothing is changed
   *     then
   */
  Metrics iterate(List<B> microBatches);
}
