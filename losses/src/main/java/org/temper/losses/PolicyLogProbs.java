package org.temper.losses;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;

/**
 * Log-probabilities of the same choices, tokens or items, under two states of one policy, in nats.
 *
 * <p>Gradients flow into {@code current} alone.
 *
 * @param current under the policy in training, floating: [B, T] tokens, [N, G] items, or any shape
 * @param old under the policy as it was before this iteration's first update, the same shape
 */
public record PolicyLogProbs(NDArray current, NDArray old) {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if an array is not floating, or the shapes differ
   */
  public PolicyLogProbs {
    ArrayChecks.checkFloating("current", current);
    ArrayChecks.checkFloating("old", old);
    ArrayChecks.checkSameShape("old", old, current);
  }
}
