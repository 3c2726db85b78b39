package org.temper.testkit;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import org.temper.api.Differentiable;
import org.temper.api.NamedParameter;
import org.temper.api.ParameterSet;

/**
 * The law of a way back: it adds a gradient to some parameter, refuses what is no scalar and
 * refuses a second call.
 */
final class BackwardLaw {
  private BackwardLaw() {}

  /**
   * Checks it.
   *
   * @param parameters those of the model
   * @param scores scores something, with gradients
   * @param numbers what a loss is summed of
   * @throws AssertionError if the model breaks the law
   */
  static <S extends Differentiable> void check(
      ParameterSet parameters, Supplier<S> scores, Function<S, NDArray> numbers) {
    double[] before = gradients(parameters);
    S scored = scores.get();
    try (scored) {
      NDArray values = numbers.apply(scored);
      Closeness.assertRefused(
          "backward of an array", IllegalArgumentException.class, () -> scored.backward(values));
      NDArray loss = values.sum();
      scored.backward(loss);
      Closeness.assertRefused(
          "a second backward", IllegalStateException.class, () -> scored.backward(loss));
    }
    double[] after = gradients(parameters);
    double largest = 0;
    for (int i = 0; i < before.length; i++) {
      largest = Math.max(largest, Math.abs(after[i] - before[i]));
    }
    if (!(largest > 0)) {
      throw new AssertionError("gradients: expected a change by backward, got none");
    }
  }

  private static double[] gradients(ParameterSet parameters) {
    return parameters.asList().stream()
        .map(NamedParameter::array)
        .map(HostArrays::gradient)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }
}
