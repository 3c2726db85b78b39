package org.temper.algorithms.run;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.metrics.Metric;
import org.temper.api.Stateful;

/**
 * A description of a trainer: all that a run has to know of it beside its verb.
 *
 * @param state parts that a checkpoint must carry to go on from here exactly, by names that are fit
 *     for file names
 * @param metrics declarations of the metrics that an update, an iteration or an evaluation gives,
 *     in the order in which they are written
 * @param identity settings that decide the numbers, the optimizer's included, by name, such as
 *     {@code trainer.beta} and {@code optimizer.weight_decay}; a resume with others is refused
 */
public record TrainerDescription(
    Map<String, Stateful> state, List<Metric> metrics, Map<String, String> identity) {

  /** A description; it keeps copies of the maps and the list. */
  public TrainerDescription {
    state = ImmutableMap.copyOf(state);
    metrics = ImmutableList.copyOf(metrics);
    identity = ImmutableMap.copyOf(identity);
  }

  /**
   * A description with more parts and settings.
   *
   * @param moreState parts beside these
   * @param moreIdentity settings beside these
   * @return the description
   * @throws IllegalArgumentException if a name is here already
   */
  public TrainerDescription with(
      Map<String, ? extends Stateful> moreState, Map<String, String> moreIdentity) {
    return new TrainerDescription(
        ImmutableMap.<String, Stateful>builder().putAll(state).putAll(moreState).buildOrThrow(),
        metrics,
        ImmutableMap.<String, String>builder()
            .putAll(identity)
            .putAll(moreIdentity)
            .buildOrThrow());
  }
}
