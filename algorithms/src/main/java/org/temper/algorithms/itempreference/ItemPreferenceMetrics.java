package org.temper.algorithms.itempreference;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.algorithms.metrics.MetricValues;

/**
 * What an update on item preferences tells of itself.
 *
 * @param scores how the policy ranked the items before the update
 * @param gradientNorm Euclidean norm of all gradients together, before clipping
 * @param learningRate the learning rate of the update; 0 where none was made
 */
public record ItemPreferenceMetrics(
    ItemPreferenceScores scores, double gradientNorm, double learningRate) implements MetricValues {

  /** Units for the axes of curves. */
  static final ImmutableMap<String, String> UNITS =
      ImmutableMap.<String, String>builder()
          .put("loss", "per place")
          .put("accuracy", "share of pairs")
          .put("margin", "nats")
          .put("chosen_shift", "nats")
          .put("rejected_shift", "nats")
          .put("places", "per update")
          .put("pairs", "per update")
          .buildOrThrow();

  @Override
  public double loss() {
    return scores.loss();
  }

  @Override
  public Map<String, Double> toMap() {
    return ImmutableMap.<String, Double>builder()
        .putAll(scores.toMap())
        .put("gradient_norm", gradientNorm)
        .put("learning_rate", learningRate)
        .buildOrThrow();
  }
}
