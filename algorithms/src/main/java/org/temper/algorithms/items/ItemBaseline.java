package org.temper.algorithms.items;

import ai.djl.ndarray.NDArray;
import org.temper.losses.advantages.GroupAdvantages;
import org.temper.losses.advantages.Whitening;

/** What the reward of a drawn item is compared with. */
public enum ItemBaseline {
  /**
   * The value of the state, as PPO does: an item's reward less that value, whitened over all items
   * of an iteration. There is one step a place, so this is the generalized advantage for any γ and
   * λ.
   */
  VALUE,
  /**
   * The other items of the place, as GRPO does: standard deviations above the group's mean; 0 where
   * a group's rewards do not differ.
   */
  GROUP;

  /**
   * Advantages of items.
   *
   * @param rewards [N, G] of all places of an iteration
   * @param values [N]
   * @return [N, G], without a gradient
   */
  NDArray advantages(NDArray rewards, NDArray values) {
    NDArray all = rewards.eq(rewards);
    return switch (this) {
      case VALUE -> Whitening.whitened(rewards.sub(values.expandDims(1)), all);
      case GROUP -> GroupAdvantages.grpo(rewards, all);
    };
  }
}
