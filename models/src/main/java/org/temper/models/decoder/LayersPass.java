package org.temper.models.decoder;

import static org.temper.models.kernel.Kernel.Argument.tensor;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.Kernel.Argument;

/** The way of a batch through all layers of a decoder, and back. */
interface LayersPass {

  /**
   * Where the graph of what follows the layers ends: a leaf, whose gradient {@link #back} takes.
   */
  NDArray leaf();

  /** The states [N, D] after the last layer. */
  NDArray output();

  /**
   * Adds to the gradients of the layers' weights.
   *
   * @param gradient the leaf's, [N, D], which may be overwritten
   * @return the gradient of the states before the first layer
   */
  NDArray back(NDArray gradient);

  /**
   * A pass that can go back.
   *
   * @param embedded the states [N, D] before the first layer
   */
  static LayersPass recorded(
      Kernel kernel,
      DecoderWeights weights,
      NDManager manager,
      TrunkInputs inputs,
      NDArray embedded,
      DecoderOptions options) {
    if (!options.device().isGpu()) {
      return Written.of(kernel, weights, manager, inputs, embedded, options);
    }
    long tokens = embedded.getShape().get(0);
    return weights.activationBytes(options) >= weights.activations(options).ofGraph(tokens)
        ? Graph.of(kernel, weights, manager, inputs, embedded)
        : LayerGraphs.of(kernel, weights, manager, inputs, embedded);
  }

  /** The states [N, D] after the last layer alone. */
  static NDArray unrecorded(
      Kernel kernel,
      DecoderWeights weights,
      NDManager manager,
      TrunkInputs inputs,
      NDArray embedded) {
    if (embedded.getDevice().isGpu()) {
      return kernel.call(manager, "trunk", inputs.through(embedded, weights.layers())).head();
    }
    List<Argument> first = List.of(tensor(embedded), tensors(weights.layers()));
    return kernel.call(manager, "trunkAlone", inputs.then(first, tensor(inputs.shared()))).head();
  }

  /**
   * A pass whose way back is written out, {@code layer.py}. Of as many layers as fit into the bytes
   * that may be held, what products and attention gave is held; of the others the input alone.
   */
  record Written(
      Kernel kernel,
      DecoderWeights weights,
      NDManager manager,
      TrunkInputs inputs,
      NDArray whole,
      List<NDArray> saved,
      NDArray output)
      implements LayersPass {

    static Written of(
        Kernel kernel,
        DecoderWeights weights,
        NDManager manager,
        TrunkInputs inputs,
        NDArray embedded,
        DecoderOptions options) {
      int layers =
          weights
              .activations(options)
              .wholeLayers(
                  embedded.getShape().get(0),
                  inputs.cells().size(),
                  weights.activationBytes(options));
      NDArray whole = manager.zeros(new Shape(layers));
      try (GradientMode off = GradientMode.off()) {
        NDList outcome =
            kernel.call(
                manager,
                "trunkForward",
                inputs.then(
                    List.of(tensor(embedded), tensors(weights.layers())),
                    tensor(whole),
                    tensor(inputs.shared())));
        NDArray output = outcome.head();
        output.setRequiresGradient(true);
        List<NDArray> saved = List.copyOf(outcome.subList(1, outcome.size()));
        return new Written(kernel, weights, manager, inputs, whole, saved, output);
      }
    }

    @Override
    public NDArray leaf() {
      return output;
    }

    @Override
    public NDArray back(NDArray gradient) {
      try (NDManager scope = manager.newSubManager();
          GradientMode off = GradientMode.off()) {
        List<NDArray> gradients = new ArrayList<>();
        for (NDArray weight : weights.layers()) {
          NDArray own = weight.getGradient();
          own.attach(scope);
          gradients.add(own);
        }
        return kernel
            .call(
                manager,
                "trunkBackward",
                inputs.then(
                    List.of(
                        tensor(gradient),
                        tensors(saved),
                        tensors(weights.layers()),
                        tensors(gradients)),
                    tensor(whole),
                    tensor(inputs.shared())))
            .head();
      }
    }
  }

  /** A pass with libtorch's graph of all layers. */
  record Graph(NDArray leaf, NDArray output) implements LayersPass {

    static Graph of(
        Kernel kernel,
        DecoderWeights weights,
        NDManager manager,
        TrunkInputs inputs,
        NDArray embedded) {
      try (GradientMode on = GradientMode.recording()) {
        embedded.setRequiresGradient(true);
        NDList outcome = kernel.call(manager, "trunk", inputs.through(embedded, weights.layers()));
        return new Graph(embedded, outcome.head());
      }
    }

    @Override
    public NDArray back(NDArray gradient) {
      return gradient;
    }
  }

  /** A pass that holds each layer's input, and makes the graph of a layer on the way back. */
  record LayerGraphs(
      Kernel kernel,
      DecoderWeights weights,
      NDManager manager,
      TrunkInputs inputs,
      List<NDArray> states)
      implements LayersPass {

    static LayerGraphs of(
        Kernel kernel,
        DecoderWeights weights,
        NDManager manager,
        TrunkInputs inputs,
        NDArray embedded) {
      List<NDArray> states = new ArrayList<>(List.of(embedded));
      LayerGraphs pass = new LayerGraphs(kernel, weights, manager, inputs, states);
      try (GradientMode off = GradientMode.off()) {
        for (int layer = 0; layer < weights.layerCount(); layer++) {
          states.add(pass.through(manager, layer, states.get(layer)));
        }
      }
      pass.leaf().setRequiresGradient(true);
      return pass;
    }

    @Override
    public NDArray leaf() {
      return output();
    }

    @Override
    public NDArray output() {
      return states.get(states.size() - 1);
    }

    @Override
    public NDArray back(NDArray gradient) {
      for (int layer = states.size() - 2; layer >= 0; layer--) {
        NDArray x = states.get(layer);
        try (NDManager scope = manager.newSubManager();
            GradientMode on = GradientMode.recording()) {
          x.setRequiresGradient(true);
          NDArray output = through(scope, layer, x);
          JniUtils.backward((PtNDArray) output, (PtNDArray) gradient, false, false);
        }
        gradient.close();
        gradient = x.getGradient();
        states.get(layer + 1).close();
      }
      return gradient;
    }

    private NDArray through(NDManager results, int layer, NDArray x) {
      String function = weights.isWindowed(layer) ? "windowedLayer" : "layer";
      return kernel
          .call(results, function, inputs.throughOne(x, weights.layer(layer), layer))
          .head();
    }
  }
}
