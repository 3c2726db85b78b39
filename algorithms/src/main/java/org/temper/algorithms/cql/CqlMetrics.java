package org.temper.algorithms.cql;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.algorithms.metrics.MetricValues;

/**
 * What an update of conservative Q-learning tells of itself.
 *
 * @param scores the fit before the update
 * @param gradientNorm Euclidean norm of all gradients together, before clipping
 * @param learningRate the learning rate of the update; 0 where none was made
 */
public record CqlMetrics(CqlScores scores, double gradientNorm, double learningRate)
    implements MetricValues {

  /** Units for the axes of curves. */
  static final ImmutableMap<String, String> UNITS =
      ImmutableMap.<String, String>builder()
          .put("loss", "squared rewards per token")
          .put("squared_error", "squared rewards")
          .put("gap", "rewards")
          .put("action_value", "rewards")
          .put("reward", "rewards")
          .put("tokens", "per update")
          .put("unknown_rewards", "per update")
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
