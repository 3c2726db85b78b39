package org.temper.models.recommender;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.temper.models.kernel.Kernel;
import org.temper.models.scoring.Encoding;

/**
 * A pass through a recommender with its graph.
 *
 * @param kernel {@code head.py}
 * @param table the items' embeddings
 * @param places where the batch's items lie in it, int64 [N]
 * @param embedded the leaf that the pass began with, [N, D]
 */
record ItemEncoding(
    Kernel kernel, ItemTable table, NDArray places, NDArray embedded, ItemPass pass, ItemHead head)
    implements Encoding {

  @Override
  public States states() {
    return new States(pass.hidden(), head.weight());
  }

  @Override
  public NDArray headGradient() {
    return head.gradient();
  }

  @Override
  public void backward(NDArray hiddenGradient, NDArray headGradient) {
    head.backward(headGradient);
    pass.backward(hiddenGradient);
    try (NDManager scope = embedded.getManager().newSubManager();
        NDArray gradient = embedded.getGradient();
        NDArray tableGradient = table.gradient()) {
      kernel.call(scope, "scatter", tensor(tableGradient), tensor(places), tensor(gradient));
    }
    table.handOn();
  }
}
