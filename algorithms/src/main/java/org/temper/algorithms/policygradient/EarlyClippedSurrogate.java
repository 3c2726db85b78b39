package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.temper.losses.ClipRange;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.PolicyLosses;

/** OneRec's surrogate. */
record EarlyClippedSurrogate(ClipRange range, double delta) implements PolicyObjective {

  @Override
  public NDArray losses(PolicyLogProbs logProbs, NDArray advantages, NDArray mask) {
    return PolicyLosses.ecpo(logProbs, advantages, range, delta);
  }

  @Override
  public Optional<ClipRange> clip() {
    return Optional.of(range);
  }
}
