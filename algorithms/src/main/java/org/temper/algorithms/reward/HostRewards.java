package org.temper.algorithms.reward;

import ai.djl.ndarray.NDArray;

/** Rewards on the host. */
final class HostRewards {

  private HostRewards() {}

  static double[] of(NDArray rewards) {
    float[] values = rewards.toFloatArray();
    double[] copied = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      copied[i] = values[i];
    }
    return copied;
  }

  /** The other way, in the type that models give them in. */
  static float[] floats(double[] rewards) {
    float[] values = new float[rewards.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rewards[i];
    }
    return values;
  }
}
