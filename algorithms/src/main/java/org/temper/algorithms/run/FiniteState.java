package org.temper.algorithms.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Map;
import org.temper.algorithms.metrics.RunUnit;
import org.temper.api.Stateful;

/** A look at what a checkpoint is to carry: a loss may be finite and the next weights not. */
final class FiniteState {
  private FiniteState() {}

  /**
   * Checks that all numbers are finite.
   *
   * @throws DivergenceException if one is not; the first array that holds one is named
   */
  static void check(RunUnit unit, long update, Map<String, Stateful> parts) {
    parts.forEach(
        (part, stateful) ->
            stateful
                .state()
                .forEach(
                    (name, array) -> {
                      if (!isFinite(array)) {
                        throw DivergenceException.ofState(unit, update, part + "/" + name);
                      }
                    }));
  }

  private static boolean isFinite(NDArray array) {
    if (!array.getDataType().isFloating() || array.isEmpty()) {
      return true;
    }
    // NaN and infinities alike spoil the sum of differences from themselves.
    try (NDArray fixed = array.stopGradient();
        NDArray zeros = fixed.sub(fixed);
        NDArray sum = zeros.sum();
        NDArray wide = sum.toType(DataType.FLOAT64, true)) {
      return wide.getDouble() == 0;
    }
  }
}
