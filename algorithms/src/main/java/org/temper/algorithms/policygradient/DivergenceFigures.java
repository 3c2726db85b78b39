package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.temper.api.TokenSequence;

/**
 * How far the policy that an iteration began with is from the reference, on the iteration's
 * episodes.
 *
 * @param kl mean over the episodes of the sum of k1 over their tokens, in nats
 * @param k1 mean over the tokens, in nats
 * @param k2 mean over the tokens, in nats
 * @param k3 mean over the tokens, in nats
 */
public record DivergenceFigures(double kl, double k1, double k2, double k3) {

  /**
   * Figures of rows; all 0 where there are none.
   *
   * @param old log-probabilities under the policy, 0 where no token is scored
   * @param reference log-probabilities under the reference, 0 in the same places
   */
  public static DivergenceFigures of(
      NDManager host, List<EpisodeRow> rows, TokenTable old, TokenTable reference) {
    if (rows.isEmpty()) {
      return new DivergenceFigures(0, 0, 0, 0);
    }
    NDArray logProbs = old.toArray(host);
    NDArray refLogProbs = reference.toArray(host);
    long tokens = EpisodeRow.sequences(rows).stream().mapToLong(TokenSequence::scoredTokens).sum();
    double k1 = sum(KlEstimator.K1, logProbs, refLogProbs);
    return new DivergenceFigures(
        k1 / rows.size(),
        k1 / tokens,
        sum(KlEstimator.K2, logProbs, refLogProbs) / tokens,
        sum(KlEstimator.K3, logProbs, refLogProbs) / tokens);
  }

  private static double sum(KlEstimator estimator, NDArray logProbs, NDArray refLogProbs) {
    return estimator.of(logProbs, refLogProbs).sum().getFloat();
  }

  public Map<String, Double> toMap() {
    return ImmutableMap.of("kl", kl, "kl_k1", k1, "kl_k2", k2, "kl_k3", k3);
  }
}
