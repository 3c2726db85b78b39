package org.temper.models;

import ai.djl.pytorch.jni.JniUtils;

/**
 * Whether this thread records gradients, for the length of a try-with-resources statement. The mode
 * is libtorch's and differs from thread to thread, so every entry of this library sets it.
 */
final class GradientMode implements AutoCloseable {
  private final boolean previous;

  private GradientMode(boolean recording) {
    previous = JniUtils.isGradMode();
    JniUtils.setGradMode(recording);
  }

  static GradientMode recording() {
    return new GradientMode(true);
  }

  static GradientMode off() {
    return new GradientMode(false);
  }

  @Override
  public void close() {
    JniUtils.setGradMode(previous);
  }
}
