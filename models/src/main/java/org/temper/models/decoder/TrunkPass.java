package org.temper.models.decoder;

import static org.temper.models.kernel.Kernel.Argument.tensor;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import org.temper.models.decoder.DecoderOptions.Activations;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;
import org.temper.models.scoring.TokenLayout;

/**
 * One pass through a decoder's trunk: from token ids to the normalized hidden states that predict
 * the scored tokens, and back.
 */
final class TrunkPass {
  private final Kernel kernel;
  private final DecoderWeights weights;
  private final NDManager manager;
  private final Inputs inputs;
  private final List<NDArray> checkpoints;
  private final NDArray hidden;

  private TrunkPass(
      Kernel kernel,
      DecoderWeights weights,
      NDManager manager,
      Inputs inputs,
      List<NDArray> checkpoints,
      NDArray hidden) {
    this.kernel = kernel;
    this.weights = weights;
    this.manager = manager;
    this.inputs = inputs;
    this.checkpoints = checkpoints;
    this.hidden = hidden;
  }

  /** A pass that {@link #backward} can go back through. */
  static TrunkPass recorded(
      Kernel kernel,
      DecoderWeights weights,
      NDManager manager,
      TokenLayout layout,
      Activations activations) {
    Inputs inputs = Inputs.of(manager, layout, weights);
    List<NDArray> checkpoints = new ArrayList<>();
    NDArray x;
    try (GradientMode off = GradientMode.off()) {
      x = kernel.call(manager, "embed", tensor(inputs.ids()), tensor(weights.embedding())).head();
      if (activations == Activations.RECOMPUTED) {
        int layers = weights.layerCount();
        for (int layer = 0; layer < layers; layer++) {
          checkpoints.add(x);
          x = inputs.throughLayer(kernel, manager, layer, x, weights);
        }
      }
    }
    checkpoints.add(x);
    try (GradientMode on = GradientMode.recording()) {
      x.setRequiresGradient(true);
      if (activations == Activations.KEPT) {
        x = inputs.through(kernel, manager, "trunk", x, weights.layers());
      }
      return new TrunkPass(
          kernel,
          weights,
          manager,
          inputs,
          checkpoints,
          select(kernel, weights, manager, x, inputs));
    }
  }

  /** The hidden states alone, without a graph. */
  static NDArray unrecorded(
      Kernel kernel, DecoderWeights weights, NDManager manager, TokenLayout layout) {
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      Inputs inputs = Inputs.of(scope, layout, weights);
      NDArray x =
          kernel.call(scope, "embed", tensor(inputs.ids()), tensor(weights.embedding())).head();
      x = inputs.through(kernel, scope, "trunk", x, weights.layers());
      NDArray hidden = select(kernel, weights, scope, x, inputs);
      hidden.attach(manager);
      return hidden;
    }
  }

  private static NDArray select(
      Kernel kernel, DecoderWeights weights, NDManager manager, NDArray x, Inputs inputs) {
    return kernel
        .call(manager, "select", tensor(x), tensor(weights.finalNorm()), tensor(inputs.sources()))
        .head();
  }

  /** The hidden states [M, D], with their graph. */
  NDArray hidden() {
    return hidden;
  }

  /** Adds to the gradients of the trunk's weights, the embedding's included. */
  void backward(NDArray hiddenGradient, NDArray embeddingGradient, Kernel head) {
    NDArray x = checkpoints.get(checkpoints.size() - 1);
    JniUtils.backward((PtNDArray) hidden, (PtNDArray) hiddenGradient, false, false);
    NDArray gradient = x.getGradient();
    for (int layer = checkpoints.size() - 2; layer >= 0; layer--) {
      try (NDManager scope = manager.newSubManager();
          GradientMode on = GradientMode.recording()) {
        x = checkpoints.get(layer);
        x.setRequiresGradient(true);
        NDArray output = inputs.throughLayer(kernel, scope, layer, x, weights);
        JniUtils.backward((PtNDArray) output, (PtNDArray) gradient, false, false);
      }
      gradient.close();
      gradient = x.getGradient();
      checkpoints.get(layer + 1).close();
    }
    try (GradientMode off = GradientMode.off()) {
      head.call(
          manager, "scatter", tensor(embeddingGradient), tensor(inputs.ids()), tensor(gradient));
    }
  }

  /** The layout on the device. */
  private record Inputs(
      NDArray ids,
      NDArray positions,
      NDArray frequencies,
      NDArray cells,
      NDArray tokenCells,
      NDArray sources) {

    static Inputs of(NDManager manager, TokenLayout layout, DecoderWeights weights) {
      return new Inputs(
          manager.create(layout.ids()),
          manager.create(layout.positions()),
          weights.frequencies(manager, layout),
          manager.create(layout.cells(), new Shape(layout.rows(), layout.columns())),
          manager.create(layout.tokenCells()),
          manager.create(layout.sources()));
    }

    NDArray throughLayer(
        Kernel kernel, NDManager results, int layer, NDArray x, DecoderWeights weights) {
      String function = weights.isWindowed(layer) ? "windowedLayer" : "layer";
      return through(kernel, results, function, x, weights.layer(layer));
    }

    NDArray through(
        Kernel kernel, NDManager results, String function, NDArray x, List<NDArray> layers) {
      return kernel
          .call(
              results,
              function,
              tensor(x),
              tensors(layers),
              tensor(positions),
              tensor(frequencies),
              tensor(cells),
              tensor(tokenCells))
          .head();
    }
  }
}
