package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.temper.losses.ClipRange;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.PolicyLosses;

/** The objective of OneRec-V2. */
record GradientBounded() implements PolicyObjective {

  @Override
  public NDArray losses(PolicyLogProbs logProbs, NDArray advantages, NDArray mask) {
    return PolicyLosses.gbpo(logProbs, advantages);
  }

  @Override
  public Optional<ClipRange> clip() {
    return Optional.empty();
  }
}
