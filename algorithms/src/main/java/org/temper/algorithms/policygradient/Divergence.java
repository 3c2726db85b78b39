package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.temper.losses.arrays.Scalars;

/**
 * A penalty as it is in one iteration, in which its coefficient stays.
 *
 * @param estimator of the divergence
 * @param coefficient what it is multiplied by
 */
public record Divergence(KlEstimator estimator, double coefficient) {

  /** The penalty's, where it is taken off in that place. */
  public static Optional<Divergence> of(
      Optional<KlPenalty> penalty, KlPenalty.Placement placement) {
    return penalty
        .filter(chosen -> chosen.placement() == placement)
        .map(chosen -> new Divergence(chosen.estimator(), chosen.controller().coefficient()));
  }

  /** What each choice pays, of the shape of the log-probabilities. */
  public NDArray of(NDArray logProbs, NDArray refLogProbs) {
    return Scalars.times(estimator.of(logProbs, refLogProbs), coefficient);
  }
}
