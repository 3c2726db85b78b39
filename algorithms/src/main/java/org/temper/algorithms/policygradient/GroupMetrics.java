package org.temper.algorithms.policygradient;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.temper.algorithms.metrics.MetricValues;
import org.temper.api.Policy;

/**
 * What an iteration of a group method tells of itself.
 *
 * @param rollouts what the episodes were like
 * @param updates what the optimizer updates were like
 * @param importance the old policy against the one that sampled
 * @param divergence the old policy against the reference, where there is one
 * @param klCoefficient what the penalty was multiplied by, where there is one
 */
public record GroupMetrics(
    RolloutFigures rollouts,
    UpdateFigures updates,
    ImportanceFigures importance,
    Optional<DivergenceFigures> divergence,
    OptionalDouble klCoefficient)
    implements MetricValues {

  /** Of an iteration in which the policy produced no token. */
  public static GroupMetrics ofNothing(
      RolloutFigures rollouts, Optional<Policy> reference, Optional<KlPenalty> penalty) {
    return new GroupMetrics(
        rollouts,
        new UpdateSums().figures(),
        new ImportanceFigures(1, 1, 1),
        reference.map(any -> new DivergenceFigures(0, 0, 0, 0)),
        penalty.stream().mapToDouble(chosen -> chosen.controller().coefficient()).findFirst());
  }

  @Override
  public double loss() {
    return updates.loss();
  }

  @Override
  public double gradientNorm() {
    return updates.gradientNorm();
  }

  @Override
  public Map<String, Double> toMap() {
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builder();
    map.put("loss", updates.loss());
    map.putAll(rollouts.toMap());
    divergence.ifPresent(figures -> map.putAll(figures.toMap()));
    klCoefficient.ifPresent(coefficient -> map.put("kl_coefficient", coefficient));
    map.putAll(importance.toMap());
    map.putAll(updates.toMap());
    return map.buildOrThrow();
  }
}
