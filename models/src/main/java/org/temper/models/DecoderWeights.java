package org.temper.models;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.temper.api.Parameter;
import org.temper.api.ParameterSet;
import org.temper.models.DecoderConfig.Feature;
import org.temper.models.kernel.GradientMode;

/** A decoder's arrays, by their Hugging Face names and in the order the kernels take them. */
final class DecoderWeights {
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String FINAL_NORM = "model.norm.weight";
  private static final String HEAD = "lm_head.weight";

  private final DecoderConfig config;
  private final ImmutableMap<String, NDArray> arrays;
  private final ImmutableList<NDArray> layers;
  private final NDArray frequencies;
  private boolean gradientsAllocated;

  private DecoderWeights(
      DecoderConfig config, ImmutableMap<String, NDArray> arrays, NDArray frequencies) {
    this.config = config;
    this.arrays = arrays;
    this.frequencies = frequencies;
    this.layers =
        arrays.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("model.layers."))
            .map(Map.Entry::getValue)
            .collect(ImmutableList.toImmutableList());
  }

  static DecoderWeights of(NDManager manager, DecoderConfig config, Map<String, NDArray> weights) {
    Map<String, Shape> shapes = config.parameterShapes();
    checkArgument(
        shapes.keySet().equals(weights.keySet()),
        "weights: expected the arrays %s, got %s",
        shapes.keySet(),
        weights.keySet());
    ImmutableMap.Builder<String, NDArray> arrays = ImmutableMap.builder();
    shapes.forEach(
        (name, shape) -> {
          NDArray array = requireNonNull(weights.get(name));
          checkArgument(
              array.getShape().equals(shape) && array.getDataType() == DataType.FLOAT32,
              "weights[%s]: expected float32 of %s, got %s of %s",
              name,
              shape,
              array.getDataType(),
              array.getShape());
          arrays.put(name, array);
        });
    double[] frequencies = config.rotary().inverseFrequencies(config.headSize());
    float[] values = new float[frequencies.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) frequencies[i];
    }
    DecoderWeights result =
        new DecoderWeights(config, arrays.buildOrThrow(), manager.create(values));
    result.arrays.values().forEach(array -> array.attach(manager));
    return result;
  }

  /** Copies of the arrays, without gradients. */
  Map<String, NDArray> copies(NDManager manager) {
    ImmutableMap.Builder<String, NDArray> copies = ImmutableMap.builder();
    try (GradientMode off = GradientMode.off()) {
      arrays.forEach(
          (name, array) -> {
            NDArray copy = array.duplicate();
            copy.attach(manager);
            copies.put(name, copy);
          });
    }
    return copies.buildOrThrow();
  }

  ParameterSet train() {
    List<Parameter> parameters = new ArrayList<>();
    arrays.forEach(
        (name, array) -> {
          array.setRequiresGradient(true);
          parameters.add(
              new Parameter(
                  name,
                  array,
                  array.getShape().dimension() > 1
                      ? Parameter.Decay.DECAYED
                      : Parameter.Decay.EXEMPT));
        });
    return ParameterSet.of(parameters);
  }

  /** Makes every gradient exist, as zeros, so that kernels can add to it in place. */
  void allocateGradients() {
    if (gradientsAllocated) {
      return;
    }
    arrays.values().forEach(Gradients::allocate);
    gradientsAllocated = true;
  }

  Map<String, NDArray> arrays() {
    return arrays;
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

  NDArray frequencies() {
    return frequencies;
  }

  /** The arrays of all layers. */
  List<NDArray> layers() {
    return layers;
  }

  int layerCount() {
    return config.layers();
  }

  /** The arrays of one layer. */
  List<NDArray> layer(int layer) {
    int size = layers.size() / config.layers();
    return layers.subList(layer * size, (layer + 1) * size);
  }

  private NDArray get(String name) {
    return requireNonNull(arrays.get(name));
  }
}
