package org.temper.models.scoring;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;
import org.temper.models.kernel.Kernel;

/**
 * A prior that is added to a head's logits and is not learned.
 *
 * @param table float32 [Q, V]
 * @param rows the table's row for each state, int64 [M]
 */
public record LogitPrior(NDArray table, NDArray rows) {

  /**
   * Log-probabilities of all tokens.
   *
   * @param kernel {@code head.py}
   * @param hidden [m, D]
   * @param weight [V, D]
   * @param prior none for a plain head
   * @param rows the prior's rows for these states, [m]
   * @return [m, V]
   */
  public static NDArray logProbs(
      Kernel kernel,
      NDManager scope,
      NDArray hidden,
      NDArray weight,
      @Nullable LogitPrior prior,
      @Nullable NDArray rows) {
    return prior == null || rows == null
        ? kernel.call(scope, "logProbs", tensor(hidden), tensor(weight)).head()
        : kernel
            .call(
                scope,
                "priorLogProbs",
                tensor(hidden),
                tensor(weight),
                tensor(prior.table()),
                tensor(rows))
            .head();
  }
}
