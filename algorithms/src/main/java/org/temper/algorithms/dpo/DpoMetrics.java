package org.temper.algorithms.dpo;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.algorithms.metrics.MetricValues;

/**
 * What a DPO update tells of itself.
 *
 * @param scores how the policy ranked the pairs of the batch before the update
 * @param gradientNorm Euclidean norm of all gradients together, before clipping
 * @param learningRate the learning rate of the update; 0 where none was made
 */
public record DpoMetrics(PreferenceScores scores, double gradientNorm, double learningRate)
    implements MetricValues {

  /** Units for the axes of curves. */
  static final ImmutableMap<String, String> UNITS =
      ImmutableMap.of(
          "loss", "nats per pair",
          "chosen_reward", "nats, times beta",
          "rejected_reward", "nats, times beta",
          "margin", "nats, times beta",
          "accuracy", "share of pairs",
          "chosen_log_prob", "nats per completion",
          "rejected_log_prob", "nats per completion");

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
