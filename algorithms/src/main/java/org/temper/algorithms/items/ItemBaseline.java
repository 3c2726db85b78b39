package org.temper.algorithms.items;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.temper.losses.advantages.GroupAdvantages;
import org.temper.losses.advantages.Whitening;

/** The baseline that the reward of a drawn item is compared with. */
public enum ItemBaseline {
  /**
   * The value of the state, as PPO does: an item's reward less that value, whitened over all items
   * of an iteration. There is one step a position, so this is the generalized advantage for any γ
   * and λ.
   */
  VALUE,
  /**
   * The other items of the position, as GRPO does: standard deviations above the group's mean; 0
   * where a group's rewards do not differ.
   */
  GROUP;

  /**
   * Advantages of items.
   *
   * @param rewards of all positions of an iteration, an array of G a position
   * @param values of the positions
   * @return of the shape of the rewards
   */
  double[][] advantages(double[][] rewards, float[] values) {
    return switch (this) {
      case VALUE -> whitened(rewards, values);
      case GROUP -> GroupAdvantages.grpo(rewards);
    };
  }

  private static double[][] whitened(double[][] rewards, float[] values) {
    int size = rewards[0].length;
    float[] differences = new float[rewards.length * size];
    double largest = 0;
    for (int i = 0; i < differences.length; i++) {
      differences[i] = (float) rewards[i / size][i % size] - values[i / size];
      largest = Math.max(largest, Math.abs(values[i / size]));
    }
    // On the host: they come from it and go into each pass anew.
    try (NDManager host = NDManager.newBaseManager(Device.cpu())) {
      NDArray all = host.create(differences, new Shape(rewards.length, size));
      float[] advantages = Whitening.whitened(all, all.eq(all), largest).toFloatArray();
      double[][] groups = new double[rewards.length][size];
      for (int i = 0; i < advantages.length; i++) {
        groups[i / size][i % size] = advantages[i];
      }
      return groups;
    }
  }
}
