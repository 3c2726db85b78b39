package org.temper.models.recommender;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.temper.models.kernel.Gradients;
import org.temper.models.kernel.Kernel;

/** The rows of the table of items that a pass reads, and where their gradient goes. */
sealed interface ItemTable {

  /** The rows, [R, D]. */
  NDArray weight();

  /** Where items lie among the rows: ids of any shape to int64 of that shape. */
  NDArray placed(NDManager scope, NDArray ids);

  /** What the rows' gradient is added to, [R, D]; the caller closes it. */
  NDArray gradient();

  /** Hands the gradient on to the parameter's, once it is complete. */
  void handOn();

  /** All of them, R = K; the gradient is the parameter's own. */
  record Whole(NDArray weight) implements ItemTable {
    @Override
    public NDArray placed(NDManager scope, NDArray ids) {
      return ids;
    }

    @Override
    public NDArray gradient() {
      return weight.getGradient();
    }

    @Override
    public void handOn() {
      // It is the parameter's.
    }
  }

  /**
   * Some of them; the parameter's gradient is sparse.
   *
   * @param kernel {@code items.py}
   * @param table the parameter
   * @param rows which they are, ascending, int64 [R]
   * @param places where each row of the table lies among them, int64 [K]
   * @param sum of the gradient so far
   */
  record Some(
      Kernel kernel, NDArray table, NDArray rows, NDArray places, NDArray weight, NDArray sum)
      implements ItemTable {

    /** Those of two arrays of items; made with gradient mode off. */
    static Some of(Kernel kernel, NDManager manager, NDArray table, NDArray items, NDArray others) {
      NDList made = kernel.call(manager, "reach", tensor(items), tensor(others), tensor(table));
      NDArray weight = made.get(2);
      return new Some(
          kernel, table, made.get(0), made.get(1), weight, manager.zeros(weight.getShape()));
    }

    @Override
    public NDArray placed(NDManager scope, NDArray ids) {
      return kernel.call(scope, "placed", tensor(places), tensor(ids)).head();
    }

    @Override
    public NDArray gradient() {
      return sum.stopGradient();
    }

    @Override
    public void handOn() {
      try (NDManager scope = sum.getManager().newSubManager()) {
        Gradients.add(
            table, kernel.call(scope, "sparse", tensor(rows), tensor(sum), tensor(table)).head());
      }
    }
  }
}
