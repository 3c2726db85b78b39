package org.temper.losses;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;

/**
 * Log-probabilities that the reference gives the completions of preference pairs: sums over their
 * tokens, in nats. No gradient flows into them.
 *
 * @param chosen of the preferred completions, floating [P]
 * @param rejected of the other ones, floating [P]
 */
public record ReferencePair(NDArray chosen, NDArray rejected) {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if an array is not floating [P], or the shapes differ
   */
  public ReferencePair {
    ArrayChecks.checkFloating("chosen", chosen);
    ArrayChecks.checkFloating("rejected", rejected);
    ArrayChecks.checkDimensions("chosen", chosen, 1, "[P]");
    ArrayChecks.checkSameShape("rejected", rejected, chosen);
  }
}
