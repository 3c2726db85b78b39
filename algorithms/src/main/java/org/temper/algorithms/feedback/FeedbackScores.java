package org.temper.algorithms.feedback;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * How a model predicts feedback and next items.
 *
 * @param loss {@code nextItemWeight · nll + squaredError + expectileLoss}, without what is NaN
 * @param nll negative log-likelihood of the next item, nats per scored token
 * @param squaredError mean of (predicted − observed)² over the known tokens; NaN if there are none
 * @param explainedVariance 1 − squaredError / variance of the observed, over the known tokens: 0
 *     for a model that always says their mean, below it for a worse one; NaN if they do not vary
 * @param expectileLoss sum over the values of the mean expectile loss of the known tokens; NaN if
 *     there are none
 * @param tokens how many tokens were scored
 * @param knownRewards how many of them have a known reward
 */
public record FeedbackScores(
    double loss,
    double nll,
    double squaredError,
    double explainedVariance,
    double expectileLoss,
    long tokens,
    long knownRewards) {

  /**
   * The figures by the names that {@code metrics.jsonl} uses.
   *
   * @return names in lower snake case
   */
  public Map<String, Double> toMap() {
    return ImmutableMap.<String, Double>builder()
        .put("loss", loss)
        .put("nll", nll)
        .put("squared_error", squaredError)
        .put("explained_variance", explainedVariance)
        .put("expectile_loss", expectileLoss)
        .put("tokens", (double) tokens)
        .put("known_rewards", (double) knownRewards)
        .buildOrThrow();
  }
}
