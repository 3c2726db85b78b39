package org.temper.models;

import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.temper.models.DecoderConfig.Feature;
import org.temper.models.DecoderOptions.Precision;
import org.temper.models.kernel.Kernel;

/**
 * A decoder's weights as a session wants them: query, key and value, and gate and up, each one
 * matrix, since with few tokens a pass costs what its calls cost; and in the format of the
 * products, so that they are converted once.
 *
 * @param arrays all layers, then the final norm and the head
 */
record SessionWeights(List<NDArray> arrays) {

  static SessionWeights of(
      DecoderConfig config,
      DecoderOptions options,
      Kernel kernel,
      DecoderWeights weights,
      NDManager manager) {
    boolean bias = config.has(Feature.QUERY_KEY_VALUE_BIAS);
    int output = 4 + (bias ? 3 : 0) + (config.has(Feature.QUERY_KEY_NORM) ? 2 : 0);
    List<NDArray> arrays = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      List<NDArray> layer = weights.layer(i);
      arrays.add(layer.get(0));
      arrays.add(fused(kernel, manager, layer.subList(1, 4)));
      if (bias) {
        arrays.add(fused(kernel, manager, layer.subList(4, 7)));
      }
      if (config.has(Feature.QUERY_KEY_NORM)) {
        arrays.addAll(layer.subList(output - 2, output));
      }
      arrays.add(alone(options, kernel, manager, layer.get(output)));
      arrays.add(layer.get(output + 1));
      arrays.add(fused(kernel, manager, layer.subList(output + 2, output + 4)));
      arrays.add(alone(options, kernel, manager, layer.get(output + 4)));
    }
    arrays.add(weights.finalNorm());
    // The embedding may be the head as well, and an array goes into a kernel call once.
    arrays.add(
        options.precision() == Precision.BFLOAT16
            ? fused(kernel, manager, List.of(weights.head()))
            : alias(weights.head(), manager));
    return new SessionWeights(List.copyOf(arrays));
  }

  private static NDArray fused(Kernel kernel, NDManager manager, List<NDArray> parts) {
    return kernel.call(manager, "fuse", tensors(parts)).head();
  }

  private static NDArray alone(
      DecoderOptions options, Kernel kernel, NDManager manager, NDArray array) {
    return options.precision() == Precision.BFLOAT16
        ? fused(kernel, manager, List.of(array))
        : array;
  }

  private static NDArray alias(NDArray array, NDManager manager) {
    NDArray alias = array.stopGradient();
    alias.attach(manager);
    return alias;
  }
}
