package org.temper.algorithms.asft;

import ai.djl.ndarray.NDArray;
import org.temper.losses.AdvantageWeights;

/**
 * A softmax of advantages over the update: AWAC.
 *
 * @param lambda temperature in the unit of the rewards, above 0
 */
public record SoftmaxAdvantage(double lambda) implements Weighting {

  /** Checks the number. */
  public SoftmaxAdvantage {
    Positive.check("lambda", lambda);
  }

  @Override
  public NDArray weights(LoggedActions actions) {
    NDArray advantages = actions.advantages();
    return AdvantageWeights.softmax(advantages, advantages.eq(advantages), lambda);
  }
}
