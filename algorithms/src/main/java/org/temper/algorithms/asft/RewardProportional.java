package org.temper.algorithms.asft;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;

/** The reward itself as the weight. */
public record RewardProportional() implements Weighting {

  @Override
  public NDArray weights(LoggedActions actions) {
    for (float reward : actions.rewards().toFloatArray()) {
      checkArgument(reward >= 0, "rewards: expected at least 0 to be weights, got %s", reward);
    }
    return actions.rewards();
  }
}
