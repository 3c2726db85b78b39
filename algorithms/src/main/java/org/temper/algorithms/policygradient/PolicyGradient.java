package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.temper.losses.ClipRange;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.PolicyLosses;

/** The plain policy gradient. */
record PolicyGradient() implements PolicyObjective {

  @Override
  public NDArray losses(PolicyLogProbs logProbs, NDArray advantages, NDArray mask) {
    return PolicyLosses.reinforce(logProbs.current(), advantages);
  }

  @Override
  public Optional<ClipRange> clip() {
    return Optional.empty();
  }
}
