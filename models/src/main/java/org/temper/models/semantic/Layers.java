package org.temper.models.semantic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.models.kernel.NamedWeights;

/**
 * Linear layers one after another, with max(0, x) between them.
 *
 * @param matrices [in, out] each
 * @param biases [out] each
 */
record Layers(List<NDArray> matrices, List<NDArray> biases) {

  /** The arrays of layers between widths, by names that begin with a prefix. */
  static Map<String, Shape> shapes(String prefix, List<Integer> widths) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (int i = 1; i < widths.size(); i++) {
      shapes.put(prefix + i + ".matrix", new Shape(widths.get(i - 1), widths.get(i)));
      shapes.put(prefix + i + ".bias", new Shape(widths.get(i)));
    }
    return shapes;
  }

  static Layers of(NamedWeights weights, String prefix, int count) {
    List<NDArray> matrices = new ArrayList<>();
    List<NDArray> biases = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      matrices.add(weights.get(prefix + i + ".matrix"));
      biases.add(weights.get(prefix + i + ".bias"));
    }
    return new Layers(matrices, biases);
  }

  /** Rows [B, out] of rows [B, in], which belong to the latter's manager. */
  NDArray forward(NDArray rows) {
    NDArray hidden = rows;
    for (int i = 0; i < matrices.size(); i++) {
      NDArray linear = hidden.matMul(matrices.get(i)).add(biases.get(i));
      hidden = i < matrices.size() - 1 ? Activation.relu(linear) : linear;
    }
    return hidden;
  }
}
