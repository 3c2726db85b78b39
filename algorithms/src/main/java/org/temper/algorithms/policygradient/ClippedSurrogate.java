package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.temper.losses.ClipRange;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.PolicyLosses;

/** PPO's surrogate. */
record ClippedSurrogate(ClipRange range) implements PolicyObjective {

  @Override
  public NDArray losses(PolicyLogProbs logProbs, NDArray advantages, NDArray mask) {
    return PolicyLosses.clipped(logProbs, advantages, range);
  }

  @Override
  public Optional<ClipRange> clip() {
    return Optional.of(range);
  }
}
