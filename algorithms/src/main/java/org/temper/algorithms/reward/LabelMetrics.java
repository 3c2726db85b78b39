package org.temper.algorithms.reward;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.algorithms.metrics.MetricValues;

/**
 * What an update on labels tells of itself.
 *
 * @param scores how the model predicted the batch before the update
 * @param gradientNorm Euclidean norm of all gradients together, before clipping
 * @param learningRate the learning rate of the update; 0 where none was made
 */
public record LabelMetrics(LabelScores scores, double gradientNorm, double learningRate)
    implements MetricValues {

  /** Units for the axes of curves. */
  static final ImmutableMap<String, String> UNITS =
      ImmutableMap.of(
          "loss", "squared labels",
          "explained_variance", "share",
          "mean_reward", "labels",
          "mean_label", "labels");

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
