package org.temper.models.scoring;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;
import org.temper.models.kernel.Kernel;

/** Numbers that are added to the logits of states and are not learned. */
@FunctionalInterface
public interface AddedLogits {

  /**
   * Of some states.
   *
   * @param scope owner of what is made
   * @param from the first of them
   * @param to one past the last
   * @return float32 [to − from, C], or [1, C] for the same of all
   */
  NDArray logits(NDManager scope, int from, int to);

  /**
   * Log-probabilities of all tokens.
   *
   * @param kernel {@code head.py}
   * @param hidden [m, D]
   * @param weight [V, D]
   * @param added none for a plain head
   * @param from the first of these states among those that something is added to
   * @return [m, V]
   */
  static NDArray logProbs(
      Kernel kernel,
      NDManager scope,
      NDArray hidden,
      NDArray weight,
      @Nullable AddedLogits added,
      int from) {
    if (added == null) {
      return kernel.call(scope, "logProbs", tensor(hidden), tensor(weight)).head();
    }
    int to = from + (int) hidden.getShape().get(0);
    return kernel
        .call(
            scope,
            "priorLogProbs",
            tensor(hidden),
            tensor(weight),
            tensor(added.logits(scope, from, to)))
        .head();
  }
}
