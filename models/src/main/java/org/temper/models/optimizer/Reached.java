package org.temper.models.optimizer;

import static java.util.Objects.requireNonNull;
import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;
import org.temper.api.NamedParameter;
import org.temper.models.kernel.Kernel;

/**
 * A parameter that has a gradient.
 *
 * @param held the gradient as the parameter holds it
 * @param rows of a parameter to be updated by rows, those that the gradient reached, int64 [R]
 * @param values the gradient as it is applied: of those rows [R, D], or of all
 */
record Reached(
    NamedParameter parameter,
    NDArray held,
    @Nullable NDArray rows,
    NDArray values,
    Moments moments) {

  static Reached of(
      Kernel kernel, NDManager scope, NamedParameter parameter, NDArray held, Moments moments) {
    if (!held.isSparse()) {
      return new Reached(parameter, held, null, held, moments);
    }
    if (moments.reached() == null) {
      NDArray all = kernel.call(scope, "dense", tensor(held)).head();
      return new Reached(parameter, held, null, all, moments);
    }
    NDList once = kernel.call(scope, "rows", tensor(held));
    return new Reached(parameter, held, once.get(0), once.get(1), moments);
  }

  boolean byRows() {
    return rows != null;
  }

  /** One update of the rows alone. */
  void updateRows(
      Kernel kernel, NDManager scope, double learningRate, double weightDecay, NDArray divisor) {
    kernel.call(
        scope,
        "stepRows",
        tensor(parameter.array()),
        tensor(requireNonNull(rows)),
        tensor(values),
        tensor(moments.mean()),
        tensor(moments.square()),
        tensor(requireNonNull(moments.reached())),
        tensor(moments.steps()),
        tensor(scope.create(learningRate)),
        tensor(scope.create(weightDecay)),
        tensor(divisor));
  }

  /** Before an update of all rows: rows that some updates have not reached come up to now. */
  void catchUp(Kernel kernel, NDManager scope) {
    NDArray reached = moments.reached();
    if (reached != null) {
      kernel.call(
          scope,
          "catchUp",
          tensor(moments.mean()),
          tensor(moments.square()),
          tensor(reached),
          tensor(moments.steps()));
    }
  }
}
