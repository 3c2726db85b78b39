package org.temper.algorithms.asft;

import ai.djl.ndarray.NDArray;
import org.temper.losses.AdvantageWeights;

/** A weight of 1 for actions of positive advantage, and of 0 for all others: CRR's filter. */
public record PositiveAdvantage() implements Weighting {

  @Override
  public NDArray weights(LoggedActions actions) {
    return AdvantageWeights.binary(actions.advantages());
  }
}
