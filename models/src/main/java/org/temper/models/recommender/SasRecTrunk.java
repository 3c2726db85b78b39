package org.temper.models.recommender;

import static org.temper.models.kernel.Kernel.Argument.tensor;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.NamedWeights;

/** SASRec's layers, in one graph. */
final class SasRecTrunk implements ItemTrunk {
  private final Kernel kernel;
  private final List<NDArray> weights;

  private SasRecTrunk(Kernel kernel, List<NDArray> weights) {
    this.kernel = kernel;
    this.weights = weights;
  }

  static SasRecTrunk compile(
      NDManager manager, SasRecConfig config, NamedWeights weights, double dropout) {
    Kernel kernel =
        Kernel.compile(
            manager,
            SasRecTrunk.class,
            List.of("sasrec.py"),
            ImmutableMap.of(
                "dropout", dropout,
                "heads", config.heads(),
                "headSize", config.width() / config.heads(),
                "rootWidth", Math.sqrt(config.width()),
                "width", config.width()));
    // All but the table of items, which comes first.
    List<NDArray> trunk =
        config.parameterShapes().keySet().stream().skip(1).map(weights::get).toList();
    return new SasRecTrunk(kernel, trunk);
  }

  @Override
  public ItemPass recorded(NDManager manager, NDArray items, ItemLayout layout) {
    return new Pass(unrecorded(manager, items, layout));
  }

  @Override
  public NDArray unrecorded(NDManager manager, NDArray items, ItemLayout layout) {
    return kernel
        .call(
            manager,
            "trunk",
            tensor(items),
            tensors(weights),
            tensor(layout.positions()),
            tensor(layout.cells()),
            tensor(layout.tokenCells()),
            tensor(layout.sources()))
        .head();
  }

  @Override
  public void close() {
    kernel.close();
  }

  private record Pass(NDArray hidden) implements ItemPass {
    @Override
    public void backward(NDArray hiddenGradient) {
      JniUtils.backward((PtNDArray) hidden, (PtNDArray) hiddenGradient, false, false);
    }
  }
}
