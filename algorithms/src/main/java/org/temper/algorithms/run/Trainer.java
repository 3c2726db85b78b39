package org.temper.algorithms.run;

import java.util.List;
import org.temper.algorithms.metrics.Metrics;

/**
 * An algorithm whose verb is an update: one optimizer step. It does no input or output and holds no
 * loop; {@link TrainingRun} does. Where an algorithm makes several steps at a time it is an {@link
 * IterationTrainer}.
 *
 * @param <B> the micro-batches that it trains on
 */
public interface Trainer<B> extends DescribedTrainer {

  /**
   * Makes one optimizer update over all micro-batches together: the loss's normalizer counts over
   * all of them, so that how a batch is split changes nothing but memory and rounding.
   *
   * <p>Where the loss or the gradient norm is not finite, nothing is changed and the metrics say
   * so.
   *
   * @param microBatches the parts of the batch, at least one
   * @return what the update tells of itself
   * @throws IllegalArgumentException if the batch is not one to train on; nothing is changed then
   */
  Metrics update(List<B> microBatches);
}
