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
      add(array, zeros);
    }
  }

  /**
   * Adds to an array's gradient. What is sparse stays so while nothing dense is added.
   *
   * @param array a leaf that records gradients
   * @param gradient of the same shape, dense or sparse
   */
  public static void add(NDArray array, NDArray gradient) {
    JniUtils.backward((PtNDArray) array, (PtNDArray) gradient, false, false);
  }

  /** Whether something was differentiated with respect to an array. */
  public static boolean exists(NDArray array) {
    try (NDArray gradient = JniUtils.getGradient((PtNDArray) array)) {
      return gradient != null;
    }
  }
}
