package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.temper.losses.ClipRange;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.PolicyLosses;

/** PPO's surrogate of whole sequences. */
public record SequenceSurrogate(ClipRange range) implements PolicyObjective {

  @Override
  public NDArray losses(PolicyLogProbs logProbs, NDArray advantages, NDArray mask) {
    return PolicyLosses.gspo(logProbs, advantages, mask, range);
  }

  @Override
  public NDArray ratios(PolicyLogProbs logProbs, NDArray mask) {
    return PolicyLosses.sequenceRatios(logProbs, mask).broadcast(logProbs.current().getShape());
  }

  @Override
  public Optional<ClipRange> clip() {
    return Optional.of(range);
  }
}
