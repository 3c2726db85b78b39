package org.temper.losses;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.Masks;

/** Functions from log-probabilities of tokens to one number a sequence. */
public final class SequenceLogProbs {
  private SequenceLogProbs() {}

  /**
   * Log-probability of each completion, in nats.
   *
   * <pre>sum[b] = Σ_t mask[b, t] · tokenLogProbs[b, t]</pre>
   *
   * <p>Gradients flow into {@code tokenLogProbs} inside the mask; outside it they are exactly 0,
   * whatever is there, NaN and infinities included.
   *
   * @param tokenLogProbs log-probabilities of the tokens, floating [B, T]
   * @param mask true for each token to count, boolean [B, T]
   * @return the sums, [B]; 0 for a row without a token to count
   * @throws IllegalArgumentException if {@code tokenLogProbs} is not floating [B, T], or {@code
   *     mask} is not boolean of the same shape
   */
  public static NDArray sum(NDArray tokenLogProbs, NDArray mask) {
    ArrayChecks.checkFloating("tokenLogProbs", tokenLogProbs);
    ArrayChecks.checkDimensions("tokenLogProbs", tokenLogProbs, 2, "[B, T]");
    ArrayChecks.checkMask("mask", mask, tokenLogProbs);
    return Masks.rowSums(tokenLogProbs, mask);
  }

  /**
   * Average log-probability of each completion's tokens, in nats a token.
   *
   * <pre>mean[b] = Σ_t mask[b, t] · tokenLogProbs[b, t] / Σ_t mask[b, t]</pre>
   *
   * <p>Gradients as in {@link #sum}.
   *
   * @param tokenLogProbs log-probabilities of the tokens, floating [B, T]
   * @param mask true for each token to count, boolean [B, T]
   * @return the averages, [B]; 0, never NaN, for a row without a token to count
   * @throws IllegalArgumentException if {@code tokenLogProbs} is not floating [B, T], or {@code
   *     mask} is not boolean of the same shape
   */
  public static NDArray mean(NDArray tokenLogProbs, NDArray mask) {
    ArrayChecks.checkFloating("tokenLogProbs", tokenLogProbs);
    ArrayChecks.checkDimensions("tokenLogProbs", tokenLogProbs, 2, "[B, T]");
    ArrayChecks.checkMask("mask", mask, tokenLogProbs);
    return Masks.rowMeans(tokenLogProbs, mask);
  }
}
