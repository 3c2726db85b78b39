package org.temper.algorithms.ppo;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.algorithms.metrics.MetricValues;
import org.temper.algorithms.policygradient.GroupMetrics;

/**
 * What an iteration of PPO tells of itself.
 *
 * @param policy what it has in common with a group method's
 * @param values how good the values were
 */
public record PpoMetrics(GroupMetrics policy, ValueFigures values) implements MetricValues {

  @Override
  public double loss() {
    // A value loss that is not a number has to stop the run too.
    return policy.loss() + 0 * values.loss();
  }

  @Override
  public double gradientNorm() {
    return policy.gradientNorm();
  }

  @Override
  public Map<String, Double> toMap() {
    return ImmutableMap.<String, Double>builder()
        .putAll(policy.toMap())
        .putAll(values.toMap())
        .buildOrThrow();
  }
}
