package org.temper.models.recommender;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.Kernel.Argument;

/**
 * The matrix that a recommender's states are multiplied by, made from the table that embeds its
 * items.
 */
sealed interface ItemHead {

  /** The weight, [K, D]. */
  NDArray weight();

  /** What the weight's gradient is added to; the caller closes it. */
  NDArray gradient();

  /** Hands the gradient on to the table's. */
  void backward(NDArray gradient);

  /** The table as it is. */
  record Plain(NDArray weight) implements ItemHead {
    @Override
    public NDArray gradient() {
      return weight.getGradient();
    }

    @Override
    public void backward(NDArray gradient) {
      // It is the table's own.
    }
  }

  /** The table's rows at unit length. */
  record Unit(Kernel kernel, NDArray table, NDArray weight, NDArray length) implements ItemHead {

    /** Made with gradient mode off. */
    static Unit of(Kernel kernel, NDManager manager, NDArray table) {
      var made = kernel.call(manager, "unit", Argument.tensor(table));
      return new Unit(kernel, table, made.get(0), made.get(1));
    }

    @Override
    public NDArray gradient() {
      return weight.zerosLike();
    }

    @Override
    public void backward(NDArray gradient) {
      try (NDManager scope = weight.getManager().newSubManager();
          NDArray tableGradient = table.getGradient()) {
        kernel.call(
            scope,
            "unitBackward",
            Argument.tensor(gradient),
            Argument.tensor(weight),
            Argument.tensor(length),
            Argument.tensor(tableGradient));
      }
    }
  }
}
