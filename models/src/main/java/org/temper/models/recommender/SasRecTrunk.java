package org.temper.models.recommender;

import static org.temper.models.kernel.Kernel.Argument.tensor;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Collections;
import java.util.List;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.NamedWeights;

/** SASRec's layers, in one graph. */
final class SasRecTrunk implements ItemTrunk {
  static final ImmutableList<String> CODE = ImmutableList.of("dropout.py", "sasrec.py");

  private final Kernel kernel;
  private final List<NDArray> weights;
  private final List<NDArray> noMasks;

  private SasRecTrunk(Kernel kernel, List<NDArray> weights, List<NDArray> noMasks) {
    this.kernel = kernel;
    this.weights = weights;
    this.noMasks = noMasks;
  }

  static SasRecTrunk compile(
      NDManager manager, SasRecConfig config, NamedWeights weights, List<NDArray> noMasks) {
    Kernel kernel = Kernel.compile(manager, SasRecTrunk.class, CODE, constants(config));
    // All but the table of items, which comes first.
    List<NDArray> trunk =
        config.parameterShapes().keySet().stream().skip(1).map(weights::get).toList();
    return new SasRecTrunk(kernel, trunk, noMasks);
  }

  /** What the code leaves open. */
  static ImmutableMap<String, Object> constants(SasRecConfig config) {
    return ImmutableMap.of(
        "heads", config.heads(),
        "headSize", config.width() / config.heads(),
        "rootWidth", Math.sqrt(config.width()),
        "width", config.width());
  }

  /** Widths of the activations that dropout works on, in order. */
  static ImmutableList<Long> maskWidths(SasRecConfig config) {
    // The layers' input, and in each layer what attention, the feed-forward's middle and end give.
    return ImmutableList.copyOf(
        Collections.nCopies(1 + 3 * config.layers(), (long) config.width()));
  }

  @Override
  public ItemPass recorded(
      NDManager manager, NDArray items, ItemLayout layout, List<NDArray> masks) {
    return new Pass(states(manager, items, layout, masks));
  }

  @Override
  public NDArray unrecorded(NDManager manager, NDArray items, ItemLayout layout) {
    return states(manager, items, layout, noMasks);
  }

  private NDArray states(NDManager manager, NDArray items, ItemLayout layout, List<NDArray> masks) {
    return kernel
        .call(
            manager,
            "trunk",
            tensor(items),
            tensors(weights),
            tensors(masks),
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
