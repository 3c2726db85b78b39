package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.temper.losses.ClipRange;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.PolicyLosses;

/** PPO's surrogate with a bound on the loss of bad tokens. */
record DualClippedSurrogate(ClipRange range, double bound) implements PolicyObjective {

  @Override
  public NDArray losses(PolicyLogProbs logProbs, NDArray advantages, NDArray mask) {
    return PolicyLosses.dualClipped(logProbs, advantages, range, bound);
  }

  @Override
  public Optional<ClipRange> clip() {
    return Optional.of(range);
  }
}
