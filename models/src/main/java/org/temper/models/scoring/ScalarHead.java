package org.temper.models.scoring;

import static org.temper.models.kernel.Kernel.Argument.tensor;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.temper.models.kernel.Kernel;

/** One number for each state h: w · h, or w · h + b. */
public final class ScalarHead implements AutoCloseable {
  private final Kernel kernel;
  private final List<NDArray> weights;

  private ScalarHead(Kernel kernel, List<NDArray> weights) {
    this.kernel = kernel;
    this.weights = weights;
  }

  /**
   * A head of given weights, which stay their owner's.
   *
   * @param weights w [1, D] and, where there is one, b [1]
   */
  public static ScalarHead compile(NDManager manager, List<NDArray> weights) {
    return new ScalarHead(
        Kernel.compile(
            manager, ScalarHead.class, List.of("scalar.py"), Map.of("bias", weights.size() == 2)),
        weights);
  }

  /** The numbers of states [M, D], [M, 1]. */
  public NDArray scalars(NDManager scope, NDArray hidden) {
    return kernel.call(scope, "scalars", tensor(hidden), tensors(weights)).head();
  }

  @Override
  public void close() {
    kernel.close();
  }
}
