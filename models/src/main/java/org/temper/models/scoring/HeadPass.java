package org.temper.models.scoring;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Scores under a head, computed without a graph, and the way back through it by hand. Call with
 * gradient mode off.
 */
public interface HeadPass {

  /** Log-probabilities of each state's targets, [M, C]. */
  NDArray logProbs();

  /** Entropies [M, 1], where they were asked for; none by default. */
  default @Nullable NDArray entropies() {
    return null;
  }

  /**
   * Adds the gradient to the head's, and gives that of the hidden states. May be called once.
   *
   * @param gradient of the log-probabilities, [M, C]
   * @param entropyGradient of the entropies, [M, 1], where there are any
   * @param weightGradient [V, D], added to in place
   * @return [M, D]
   */
  NDArray backward(NDArray gradient, @Nullable NDArray entropyGradient, NDArray weightGradient);
}
