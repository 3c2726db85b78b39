package org.temper.algorithms.run;

import java.util.List;
import java.util.Map;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.Metrics;
import org.temper.api.Stateful;

/**
 * An algorithm whose verb is an update: one optimizer step. It does no input or output and holds no
 * loop; {@link TrainingRun} does. Where an algorithm makes several steps at a time it is an {@link
 * IterationTrainer}.
 *
 * @param <B> the micro-batches that it trains on
 */
public interface Trainer<B> {

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

  /**
   * Parts that a checkpoint must carry to go on from here exactly.
   *
   * @return the parts, by names that are fit for file names
   */
  Map<String, Stateful> state();

  /**
   * Declarations of the metrics that an update or an evaluation gives.
   *
   * @return in the order in which they are written
   */
  List<Metric> metrics();

  /**
   * Settings that decide the numbers, the optimizer's included. A resume with others is refused.
   *
   * @return by name, such as {@code trainer.beta} and {@code optimizer.weight_decay}
   */
  Map<String, String> identity();
}
