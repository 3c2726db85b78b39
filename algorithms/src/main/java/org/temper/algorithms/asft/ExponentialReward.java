package org.temper.algorithms.asft;

import ai.djl.ndarray.NDArray;
import org.temper.losses.AdvantageWeights;

/**
 * A softmax of rewards over the update, without a baseline.
 *
 * @param lambda temperature in the unit of the rewards, above 0
 */
public record ExponentialReward(double lambda) implements Weighting {

  /** Checks the number. */
  public ExponentialReward {
    Positive.check("lambda", lambda);
  }

  @Override
  public NDArray weights(LoggedActions actions) {
    NDArray rewards = actions.rewards();
    return AdvantageWeights.softmax(rewards, rewards.eq(rewards), lambda);
  }
}
