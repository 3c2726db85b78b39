package org.temper.losses;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;

/**
 * Estimates of the same states by a value model, now and before.
 *
 * <p>Gradients flow into {@code current} alone.
 *
 * @param current under the value model in training, floating, any shape
 * @param old under the value model as it was before this iteration's first update, the same shape
 */
public record ValueEstimates(NDArray current, NDArray old) {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if an array is not floating, or the shapes differ
   */
  public ValueEstimates {
    ArrayChecks.checkFloating("current", current);
    ArrayChecks.checkFloating("old", old);
    ArrayChecks.checkSameShape("old", old, current);
  }
}
