package org.temper.algorithms.asft;

import ai.djl.ndarray.NDArray;
import org.temper.losses.AdvantageWeights;
import org.temper.losses.advantages.Whitening;

/**
 * Weights that grow exponentially with the advantage, up to a cap: A-SFT, AWR, CRR and IQL.
 *
 * @param scale the unit of the advantages
 * @param beta temperature in that unit, above 0
 * @param maxWeight the cap, above 0
 */
public record ExponentialAdvantage(AdvantageScale scale, double beta, double maxWeight)
    implements Weighting {

  /** Checks the numbers. */
  public ExponentialAdvantage {
    Positive.check("beta", beta);
    Positive.check("maxWeight", maxWeight);
  }

  @Override
  public NDArray weights(LoggedActions actions) {
    NDArray advantages = actions.advantages();
    NDArray scaled =
        switch (scale) {
          case RAW -> advantages;
          case WHITENED -> Whitening.whitened(advantages, advantages.eq(advantages));
        };
    return AdvantageWeights.exponential(scaled, beta, maxWeight);
  }
}
