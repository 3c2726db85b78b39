package org.temper.models.scoring;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** The way back from a loss through its graph, which scores allow once. */
public final class SingleBackward {
  private boolean spent;

  /** Adds to the gradients of the leaves that the loss was computed from. */
  public void run(NDArray loss) {
    checkArgument(loss.size() == 1, "loss: expected a scalar, got %s", loss.getShape());
    checkState(!spent, "backward: expected to be called once, got a second call");
    spent = true;
    try (NDArray one = loss.onesLike()) {
      JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
    }
  }
}
