package org.temper.models.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.LinkedHashMap;
import java.util.Map;
import org.temper.api.NamedParameter;
import org.temper.api.ParameterSet;

/** What parameters' gradients hold, on the host. */
public final class TinyGradients {
  private TinyGradients() {}

  /** One array's gradient, all of it where it is sparse. */
  public static float[] of(NDArray parameter) {
    try (NDArray gradient = parameter.getGradient()) {
      if (!gradient.isSparse()) {
        return gradient.toFloatArray();
      }
      try (NDArray dense = gradient.toDense()) {
        return dense.toFloatArray();
      }
    }
  }

  /** Gradients by name, which are zero afterwards. */
  public static Map<String, float[]> taken(ParameterSet parameters) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    for (NamedParameter parameter : parameters) {
      gradients.put(parameter.name(), of(parameter.array()));
      JniUtils.zeroGrad((PtNDArray) parameter.array());
    }
    return gradients;
  }
}
