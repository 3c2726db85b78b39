package org.temper.losses;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;

/** Losses that imitate given tokens. */
public final class SupervisedLosses {
  private SupervisedLosses() {}

  /**
   * Negative log-likelihood of each token, in nats.
   *
   * <pre>loss[b, t] = −log π(token[b, t] | tokens before it)</pre>
   *
   * <p>Gradients flow into {@code tokenLogProbs}.
   *
   * @param tokenLogProbs log-probabilities under the policy, floating [B, T]
   * @return the loss of each token, [B, T], unreduced
   * @throws IllegalArgumentException if {@code tokenLogProbs} is not floating
   */
  public static NDArray nll(NDArray tokenLogProbs) {
    ArrayChecks.checkFloating("tokenLogProbs", tokenLogProbs);
    return tokenLogProbs.neg();
  }

  /**
   * Negative log-likelihood of each token, weighted.
   *
   * <pre>loss[b, t] = −weight[b, t] · log π(token[b, t] | tokens before it)</pre>
   *
   * <p>Gradients flow into {@code tokenLogProbs} and stop at {@code weights}. A weight of 0 is no
   * mask: a log-probability of −∞ still gives NaN under it.
   *
   * @param tokenLogProbs log-probabilities under the policy, floating [B, T]
   * @param weights weight of each token, floating [B, T]; may be negative, as advantages are
   * @return the loss of each token, [B, T], unreduced
   * @throws IllegalArgumentException if a type is not floating or the shapes differ
   */
  public static NDArray weightedNll(NDArray tokenLogProbs, NDArray weights) {
    ArrayChecks.checkFloating("tokenLogProbs", tokenLogProbs);
    ArrayChecks.checkFloating("weights", weights);
    ArrayChecks.checkSameShape("weights", weights, tokenLogProbs);
    return tokenLogProbs.mul(weights.stopGradient()).neg();
  }
}
