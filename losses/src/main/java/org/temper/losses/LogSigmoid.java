package org.temper.losses;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/** The logarithm of the logistic function. */
final class LogSigmoid {
  private LogSigmoid() {}

  /**
   * {@code log σ(x) = −log(1 + e^(−x))}, finite wherever x is, with gradient {@code σ(−x)}.
   *
   * <p>Taking the logarithm of a sigmoid gives −∞ below −104 in float32, and NaN gradients; the
   * softplus is linear there.
   *
   * @param x floating, any shape
   * @return the same type and shape, at most 0
   */
  static NDArray logSigmoid(NDArray x) {
    return Activation.softPlus(x.neg()).neg();
  }
}
