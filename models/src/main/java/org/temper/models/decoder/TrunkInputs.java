package org.temper.models.decoder;

import static org.temper.models.kernel.Kernel.Argument.tensor;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.temper.models.kernel.Kernel.Argument;
import org.temper.models.scoring.TokenLayout;

/**
 * A batch's layout on the device, as the functions of {@code decoder.py} take it.
 *
 * @param shared how many of each row's first tokens a row before it has too, as {@code layer.py}
 *     takes it; empty where rows share none
 * @param masks what dropout multiplies by, as {@code decoder.py} lists them
 */
record TrunkInputs(
    NDArray ids,
    NDArray positions,
    NDArray frequencies,
    NDArray cells,
    NDArray tokenCells,
    NDArray shared,
    NDArray sources,
    List<NDArray> masks) {

  /** Of these the lengths of rows are multiples where oneDNN computes attention. */
  private static final int COLUMN_STEP = 32;

  /** Of these the number of tokens is a multiple where oneDNN computes all products. */
  private static final int TOKEN_STEP = 64;

  static TrunkInputs of(
      NDManager manager,
      TokenLayout given,
      DecoderWeights weights,
      DecoderOptions options,
      Dropout dropout) {
    // oneDNN makes code for each new size, in a millisecond and up to 2 MiB, and keeps it.
    boolean rounded =
        options.precision() == DecoderOptions.Precision.BFLOAT16
            && !options.device().isGpu()
            && weights.areFrequenciesSteady(given.columns() + COLUMN_STEP);
    // What a row drops is its own, and its length turns its tokens where frequencies are not
    // steady.
    boolean shared = dropout == Dropout.NONE && weights.areFrequenciesSteady(given.columns());
    TokenLayout lean = shared ? given.sharingBeginnings() : given;
    TokenLayout layout = rounded ? lean.withRoundSizes(COLUMN_STEP, TOKEN_STEP) : lean;
    return new TrunkInputs(
        manager.create(layout.ids()),
        manager.create(layout.positions()),
        weights.frequencies(manager, layout),
        manager.create(layout.cells(), new Shape(layout.rows(), layout.columns())),
        manager.create(layout.tokenCells()),
        manager.create(layout.isShared() ? layout.shared() : new long[0]),
        manager.create(layout.sources()),
        dropout.masks(manager, layout, 1 + 2 * weights.layerCount()));
  }

  /** What the embedded tokens are multiplied by. */
  NDArray embeddingMask() {
    return masks.get(0);
  }

  /** The arguments of a function that takes states and the arrays of all layers. */
  Argument[] through(NDArray x, List<NDArray> layers) {
    return then(List.of(tensor(x), tensors(layers)));
  }

  /** The arguments of a function that takes states and the arrays of one layer. */
  Argument[] throughOne(NDArray x, List<NDArray> arrays, int layer) {
    int first = 1 + 2 * layer;
    return then(List.of(tensor(x), tensors(arrays)), masks.subList(first, first + 2));
  }

  /** What a function takes first, and the layout with all masks after it. */
  Argument[] then(List<Argument> first, Argument... last) {
    return then(first, masks, last);
  }

  private Argument[] then(List<Argument> first, List<NDArray> those, Argument... last) {
    List<Argument> all = new ArrayList<>(first);
    all.add(tensor(positions));
    all.add(tensor(frequencies));
    all.add(tensor(cells));
    all.add(tensor(tokenCells));
    all.add(tensors(those));
    all.addAll(List.of(last));
    return all.toArray(new Argument[0]);
  }
}
