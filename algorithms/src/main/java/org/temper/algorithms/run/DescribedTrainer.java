package org.temper.algorithms.run;

import java.util.List;
import java.util.Map;
import org.temper.algorithms.metrics.Metric;
import org.temper.api.Stateful;

/**
 * A trainer that describes itself to the run that drives it: {@link Trainer} or {@link
 * IterationTrainer}. It gives one {@link #description}; the three parts of it can be asked for by
 * name.
 */
public interface DescribedTrainer {

  /**
   * Describes the trainer: what a checkpoint carries, which metrics there are, which settings
   * decide the numbers.
   *
   * @return the description, which is the same at all times but for what its state holds
   */
  TrainerDescription description();

  /**
   * Parts that a checkpoint must carry to go on from here exactly.
   *
   * @return {@link TrainerDescription#state}
   */
  default Map<String, Stateful> state() {
    return description().state();
  }

  /**
   * Declarations of the metrics.
   *
   * @return {@link TrainerDescription#metrics}
   */
  default List<Metric> metrics() {
    return description().metrics();
  }

  /**
   * Settings that decide the numbers.
   *
   * @return {@link TrainerDescription#identity}
   */
  default Map<String, String> identity() {
    return description().identity();
  }
}
