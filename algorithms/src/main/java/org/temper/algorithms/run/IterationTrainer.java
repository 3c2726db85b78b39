package org.temper.algorithms.run;

import java.util.List;
import java.util.Map;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.Metrics;
import org.temper.api.Stateful;

/**
 * An algorithm whose verb is an iteration: it learns from what the policy has just done, in several
 * optimizer updates. It does no input or output and holds no loop; {@link TrainingRun} does.
 *
 * @param <B> the batches that an iteration learns from
 */
public interface IterationTrainer<B> {

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

  /**
   * Parts that a checkpoint must carry to go on from here exactly.
   *
   * @return the parts, by names that are fit for file names
   */
  Map<String, Stateful> state();

  /**
   * Declarations of the metrics that an iteration gives.
   *
   * @return in the order in which they are written
   */
  List<Metric> metrics();

  /**
   * Settings that decide the numbers, the optimizer's included. A resume with others is refused.
   *
   * @return by name, such as {@code trainer.kl_coefficient} and {@code optimizer.weight_decay}
   */
  Map<String, String> identity();
}
