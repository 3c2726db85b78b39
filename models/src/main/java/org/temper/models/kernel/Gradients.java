package org.temper.models.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** Gradients that arrays hold. */
public final class Gradients {
  private Gradients() {}

  /** Makes an array's gradient exist, as zeros where there was none. */
  public static void allocate(NDArray array) {
    try (NDArray zeros = array.zerosLike()) {
      JniUtils.backward((PtNDArray) array, (PtNDArray) zeros, false, false);
    }
  }

  /** Whether something was differentiated with respect to an array. */
  public static boolean exists(NDArray array) {
    try (NDArray gradient = JniUtils.getGradient((PtNDArray) array)) {
      return gradient != null;
    }
  }
}
