package org.temper.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.temper.api.ParameterSet;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.kernel.NamedWeights;
import org.temper.models.scoring.TokenLayout;

/** A decoder's arrays, by their Hugging Face names and in the order the kernels take them. */
final class DecoderWeights {
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String FINAL_NORM = "model.norm.weight";
  private static final String HEAD = "lm_head.weight";

  private final DecoderConfig config;
  private final NamedWeights weights;
  private final ImmutableList<NDArray> layers;
  private final NDArray frequencies;

  private DecoderWeights(DecoderConfig config, NamedWeights weights, NDArray frequencies) {
    this.config = config;
    this.weights = weights;
    this.frequencies = frequencies;
    this.layers =
        weights.arrays().entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("model.layers."))
            .map(Map.Entry::getValue)
            .collect(ImmutableList.toImmutableList());
  }

  static DecoderWeights of(NDManager manager, DecoderConfig config, Map<String, NDArray> weights) {
    return of(manager, config, config.parameterShapes(), weights);
  }

  /** Arrays among which are those of the layers, the embedding and the final norm. */
  static DecoderWeights of(
      NDManager manager,
      DecoderConfig config,
      Map<String, Shape> shapes,
      Map<String, NDArray> weights) {
    NamedWeights named = NamedWeights.of(manager, shapes, weights);
    return new DecoderWeights(config, named, manager.create(frequencies(config, 1)));
  }

  Map<String, NDArray> copies(NDManager manager) {
    return weights.copies(manager);
  }

  ParameterSet train() {
    return weights.train();
  }

  void allocateGradients() {
    weights.allocateGradients();
  }

  Map<String, NDArray> arrays() {
    return weights.arrays();
  }

  NDArray embedding() {
    return get(EMBEDDING);
  }

  NDArray finalNorm() {
    return get(FINAL_NORM);
  }

  NDArray head() {
    return get(config.has(Feature.TIED_HEAD) ? EMBEDDING : HEAD);
  }

  /** The arrays of all layers, the final norm, and the head unless it is the embedding. */
  List<NDArray> allButEmbedding() {
    ImmutableList.Builder<NDArray> all = ImmutableList.builder();
    all.addAll(layers).add(finalNorm());
    if (!config.has(Feature.TIED_HEAD)) {
      all.add(head());
    }
    return all.build();
  }

  /** Rotary frequencies of sequences whose length does not matter, [head size / 2]. */
  NDArray frequencies() {
    return frequencies;
  }

  /** Whether they do not depend on the length of rows up to some length. */
  boolean areFrequenciesSteady(int length) {
    return length <= config.rotary().steadyLength();
  }

  /** Those of a layout's tokens, [head size / 2] or [N, head size / 2]. */
  NDArray frequencies(NDManager manager, TokenLayout layout) {
    if (areFrequenciesSteady(layout.columns())) {
      return frequencies;
    }
    int pairs = config.headSize() / 2;
    FloatBuffer values = FloatBuffer.allocate(layout.ids().length * pairs);
    for (int length : layout.rowLengths()) {
      float[] own = frequencies(config, length);
      for (int token = 0; token < length; token++) {
        values.put(own);
      }
    }
    return manager.create(values.array(), new Shape(layout.ids().length, pairs));
  }

  private static float[] frequencies(DecoderConfig config, int length) {
    return Floats.toArray(
        Doubles.asList(config.rotary().inverseFrequencies(config.headSize(), length)));
  }

  /** Whether a layer sees the latest tokens alone. */
  boolean isWindowed(int layer) {
    return config.windowSize(layer) > 0;
  }

  /** The arrays of all layers. */
  List<NDArray> layers() {
    return layers;
  }

  /** What a token's activations take. */
  ActivationSizes activations(DecoderOptions options) {
    return ActivationSizes.of(config, options.precision());
  }

  /** How much of them may be held. */
  long activationBytes(DecoderOptions options) {
    return options.activations().bytes(config);
  }

  int layerCount() {
    return config.layers();
  }

  /** The arrays of one layer. */
  List<NDArray> layer(int layer) {
    int size = layers.size() / config.layers();
    return layers.subList(layer * size, (layer + 1) * size);
  }

  NDArray get(String name) {
    return weights.get(name);
  }
}
