package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import org.temper.losses.KlEstimators;

/** Which estimate of the divergence from the reference is used, of {@link KlEstimators}. */
public enum KlEstimator {
  /** The log-ratio: unbiased, of high variance, of either sign. */
  K1,
  /** Half the squared log-ratio: its gradient is that of the divergence, on-policy. */
  K2,
  /** Unbiased and never negative. */
  K3;

  /**
   * The estimate of each token.
   *
   * @param logProbs log-probabilities under the policy that produced the tokens, floating
   * @param refLogProbs log-probabilities under the reference, the same shape
   * @return nats, the same shape
   */
  public NDArray of(NDArray logProbs, NDArray refLogProbs) {
    return switch (this) {
      case K1 -> KlEstimators.k1(logProbs, refLogProbs);
      case K2 -> KlEstimators.k2(logProbs, refLogProbs);
      case K3 -> KlEstimators.k3(logProbs, refLogProbs);
    };
  }
}
