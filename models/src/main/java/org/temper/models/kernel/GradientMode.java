package org.temper.models.kernel;

import ai.djl.pytorch.jni.JniUtils;

/**
 * The choice of whether this thread records gradients, for the length of a try-with-resources
 * statement. The mode is libtorch's and differs from thread to thread, so every entry of this
 * library sets it.
 */
public final class GradientMode implements AutoCloseable {
  private final boolean previous;
  private boolean closed;

  private GradientMode(boolean recording) {
    previous = JniUtils.isGradMode();
    JniUtils.setGradMode(recording);
  }

  /**
   * Records from here on.
   *
   * @return to be closed, on this thread, where the mode shall be as it was
   */
  public static GradientMode recording() {
    return new GradientMode(true);
  }

  /**
   * Records nothing from here on.
   *
   * @return to be closed, on this thread, where the mode shall be as it was
   */
  public static GradientMode off() {
    return new GradientMode(false);
  }

  /** Puts the mode back; once, since what is recorded by then may be another's. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      JniUtils.setGradMode(previous);
    }
  }
}
