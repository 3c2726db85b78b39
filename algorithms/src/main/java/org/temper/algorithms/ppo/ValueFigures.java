package org.temper.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableMap;
import com.google.common.math.StatsAccumulator;
import java.util.Map;

/**
 * How good the values were.
 *
 * @param loss mean over the updates of the value loss, without its coefficient
 * @param explainedVariance 1 − Var(returns − values) / Var(returns) over the tokens, before the
 *     first update: 1 for perfect values, 0 for any constant; 0 where the returns do not vary
 * @param mean mean value over the tokens
 */
public record ValueFigures(double loss, double explainedVariance, double mean) {

  static ValueFigures of(double loss, NDArray values, NDArray returns, NDArray mask) {
    StatsAccumulator errors = new StatsAccumulator();
    StatsAccumulator targets = new StatsAccumulator();
    StatsAccumulator estimates = new StatsAccumulator();
    float[] value = values.toFloatArray();
    float[] target = returns.toFloatArray();
    boolean[] own = mask.toBooleanArray();
    for (int i = 0; i < own.length; i++) {
      if (own[i]) {
        errors.add(target[i] - value[i]);
        targets.add(target[i]);
        estimates.add(value[i]);
      }
    }
    double variance = targets.populationVariance();
    return new ValueFigures(
        loss, variance == 0 ? 0 : 1 - errors.populationVariance() / variance, estimates.mean());
  }

  Map<String, Double> toMap() {
    return ImmutableMap.of(
        "value_loss", loss, "explained_variance", explainedVariance, "value_mean", mean);
  }
}
