package org.temper.algorithms.run;

import java.util.List;
import java.util.Map;
import org.temper.api.Stateful;

/**
 * An algorithm's one verb. It does no input or output and holds no loop; {@link TrainingRun} does.
 *
 * @param <B> the micro-batches that it trains on
 * @param <M> its metrics
 */
public interface Trainer<B, M extends Metrics> {

  /**
   * Makes one optimizer update over all micro-batches together: the loss's normalizer counts over
   * all of them, so that how a batch is split changes nothing but memory and rounding.
   *
   * <p>Where the loss or the gradient norm is not finite, nothing is changed and the metrics say
   * so. (In reinforcement learning a call is an iteration of several optimizer updates; those
   * before the one that failed have been made.)
   *
   * @param microBatches the parts of the batch, at least one
   * @return what the update tells of itself
   * @throws IllegalArgumentException if the batch is not one to train on; nothing is changed then
   */
  M update(List<B> microBatches);

  /**
   * What a checkpoint must carry to go on from here exactly.
   *
   * @return the parts, by names that are fit for file names
   */
  Map<String, Stateful> state();

  /**
   * Units of the metrics, for the axes of curves.
   *
   * @return by metric name; a metric without a unit may be missing
   */
  default Map<String, String> units() {
    return Map.of();
  }
}
