package org.temper.algorithms.feedback;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.algorithms.metrics.MetricValues;

/**
 * What an update of a feedback model tells of itself.
 *
 * @param scores the predictions before the update
 * @param gradientNorm Euclidean norm of all gradients together, before clipping
 * @param learningRate the learning rate of the update; 0 where none was made
 */
public record FeedbackMetrics(FeedbackScores scores, double gradientNorm, double learningRate)
    implements MetricValues {

  /** Units for the axes of curves. */
  static final ImmutableMap<String, String> UNITS =
      ImmutableMap.<String, String>builder()
          .put("nll", "nats per token")
          .put("squared_error", "squared rewards")
          .put("explained_variance", "share")
          .put("expectile_loss", "squared rewards")
          .put("tokens", "per update")
          .put("known_rewards", "per update")
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
