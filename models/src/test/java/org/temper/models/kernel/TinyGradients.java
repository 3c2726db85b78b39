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

  /** Gradients by name, which are zero afterwards. */
  public static Map<String, float[]> taken(ParameterSet parameters) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    for (NamedParameter parameter : parameters) {
      try (NDArray gradient = parameter.array().getGradient()) {
        gradients.put(parameter.name(), gradient.toFloatArray());
      }
      JniUtils.zeroGrad((PtNDArray) parameter.array());
    }
    return gradients;
  }
}
