package org.temper.algorithms.asft;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.algorithms.metrics.MetricValues;

/**
 * What an update of A-SFT or its family tells of itself.
 *
 * @param scores the policy's fit before the update, and the weights
 * @param gradientNorm Euclidean norm of all gradients together, before clipping
 * @param learningRate the learning rate of the update; 0 where none was made
 */
public record AsftMetrics(AsftScores scores, double gradientNorm, double learningRate)
    implements MetricValues {

  /** Units for the axes of curves. */
  static final ImmutableMap<String, String> UNITS =
      ImmutableMap.<String, String>builder()
          .put("loss", "nats per token, weighted")
          .put("nll", "nats per token")
          .put("effective_sample_share", "share of tokens")
          .put("capped_share", "share of tokens")
          .put("mean_advantage", "rewards")
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
