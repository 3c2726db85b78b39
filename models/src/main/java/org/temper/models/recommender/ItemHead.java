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

  /** The weight, [R, D]. */
  NDArray weight();

  /** What the weight's gradient is added to; the caller closes it. */
  NDArray gradient();

  /** Hands the gradient on to the table's. */
  void backward(NDArray gradient);

  /** The table as it is. */
  record Plain(ItemTable table) implements ItemHead {
    @Override
    public NDArray weight() {
      return table.weight();
    }

    @Override
    public NDArray gradient() {
      return table.gradient();
    }

    @Override
    public void backward(NDArray gradient) {
      // It is the table's own.
    }
  }

  /** The table's rows at unit length. */
  record Unit(Kernel kernel, ItemTable table, NDArray weight, NDArray length) implements ItemHead {

    /** Made with gradient mode off. */
    static Unit of(Kernel kernel, NDManager manager, ItemTable table) {
      var made = kernel.call(manager, "unit", Argument.tensor(table.weight()));
      return new Unit(kernel, table, made.get(0), made.get(1));
    }

    @Override
    public NDArray gradient() {
      return weight.zerosLike();
    }

    @Override
    public void backward(NDArray gradient) {
      try (NDManager scope = weight.getManager().newSubManager();
          NDArray tableGradient = table.gradient()) {
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
