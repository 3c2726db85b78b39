package org.temper.models.decoder;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;
import org.temper.models.scoring.TokenLayout;

/**
 * One pass through a decoder's trunk: from token ids to the normalized hidden states that predict
 * the scored tokens, and back.
 *
 * @param hidden the hidden states [M, D], with the graph of their norm
 */
record TrunkPass(NDManager manager, TrunkInputs inputs, LayersPass layers, NDArray hidden) {

  /** A pass that {@link #backward} can go back through. */
  static TrunkPass recorded(
      Kernel kernel,
      DecoderWeights weights,
      NDManager manager,
      TokenLayout layout,
      DecoderOptions options,
      Dropout dropout) {
    TrunkInputs inputs = TrunkInputs.of(manager, layout, weights, options, dropout);
    NDArray embedded;
    try (GradientMode off = GradientMode.off()) {
      embedded = embed(kernel, weights, manager, inputs);
    }
    LayersPass layers = LayersPass.recorded(kernel, weights, manager, inputs, embedded, options);
    try (GradientMode on = GradientMode.recording()) {
      NDArray hidden = select(kernel, weights, manager, layers.output(), inputs);
      return new TrunkPass(manager, inputs, layers, hidden);
    }
  }

  /** The hidden states alone, without a graph. */
  static NDArray unrecorded(
      Kernel kernel,
      DecoderWeights weights,
      NDManager manager,
      TokenLayout layout,
      DecoderOptions options) {
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      TrunkInputs inputs = TrunkInputs.of(scope, layout, weights, options, Dropout.NONE);
      NDArray x = embed(kernel, weights, scope, inputs);
      x = LayersPass.unrecorded(kernel, weights, scope, inputs, x);
      NDArray hidden = select(kernel, weights, scope, x, inputs);
      hidden.attach(manager);
      return hidden;
    }
  }

  private static NDArray embed(
      Kernel kernel, DecoderWeights weights, NDManager manager, TrunkInputs inputs) {
    return kernel
        .call(
            manager,
            "embed",
            tensor(inputs.ids()),
            tensor(weights.embedding()),
            tensor(inputs.embeddingMask()))
        .head();
  }

  private static NDArray select(
      Kernel kernel, DecoderWeights weights, NDManager manager, NDArray x, TrunkInputs inputs) {
    return kernel
        .call(manager, "select", tensor(x), tensor(weights.finalNorm()), tensor(inputs.sources()))
        .head();
  }

  /** Adds to the gradients of the trunk's weights, the embedding's included. */
  void backward(NDArray hiddenGradient, NDArray embeddingGradient, Kernel head) {
    JniUtils.backward((PtNDArray) hidden, (PtNDArray) hiddenGradient, false, false);
    try (NDArray gradient = layers.back(layers.leaf().getGradient());
        GradientMode off = GradientMode.off()) {
      if (!inputs.embeddingMask().isEmpty()) {
        gradient.muli(inputs.embeddingMask());
      }
      head.call(
          manager, "scatter", tensor(embeddingGradient), tensor(inputs.ids()), tensor(gradient));
    }
  }
}
