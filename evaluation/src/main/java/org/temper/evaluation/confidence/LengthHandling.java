package org.temper.evaluation.confidence;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;

/** A handling of answers of different lengths: how the log-probabilities of tokens become one. */
public enum LengthHandling {
  /**
   * The sum: the log-probability of the whole answer. Of two answers the longer tends to have less,
   * each token more costing something.
   */
  SUM,
  /**
   * The mean over tokens: the logarithm of their geometric mean. Lengths become comparable; a long
   * answer whose end follows from its beginning gains.
   */
  TOKEN_MEAN;

  /** What float32 may add to a probability of 1. */
  private static final double ROUNDING = 1e-4;

  /**
   * The one log-probability.
   *
   * @param tokenLogProbs [T], in nats, at least one; what rounding has put above 0 counts as 0
   * @return at most 0; −∞ where a token is impossible
   * @throws IllegalArgumentException if there is no token, or a log-probability is NaN or above 0
   */
  public double of(ImmutableDoubleArray tokenLogProbs) {
    checkArgument(!tokenLogProbs.isEmpty(), "tokenLogProbs: expected at least one token, got none");
    double sum = 0;
    for (int t = 0; t < tokenLogProbs.length(); t++) {
      double logProb = tokenLogProbs.get(t);
      checkArgument(
          logProb <= ROUNDING,
          "tokenLogProbs[%s]: expected a log-probability of at most 0, got %s",
          t,
          Double.valueOf(logProb));
      sum += Math.min(0, logProb);
    }
    return this == SUM ? sum : sum / tokenLogProbs.length();
  }
}
