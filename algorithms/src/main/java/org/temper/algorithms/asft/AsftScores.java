package org.temper.algorithms.asft;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * How a policy fits weighted actions, and what the weights are like. All figures are of the tokens
 * that are scored and have a known reward.
 *
 * @param loss weighted mean of the negative log-likelihood, nats per token; 0 if all weights are 0
 * @param nll its plain mean, nats per token
 * @param effectiveSampleShare Kish's effective sample size of the weights as a share of the tokens
 * @param maxWeight the largest weight
 * @param cappedShare share of the tokens whose weight is the cap
 * @param meanAdvantage mean of reward less baseline, in the unit of the rewards
 * @param tokens how many tokens there were
 * @param unknownRewards how many more were scored but left out, as their reward is not known
 */
public record AsftScores(
    double loss,
    double nll,
    double effectiveSampleShare,
    double maxWeight,
    double cappedShare,
    double meanAdvantage,
    long tokens,
    long unknownRewards) {

  /**
   * The figures by the names that {@code metrics.jsonl} uses.
   *
   * @return names in lower snake case
   */
  public Map<String, Double> toMap() {
    return ImmutableMap.<String, Double>builder()
        .put("loss", loss)
        .put("nll", nll)
        .put("effective_sample_share", effectiveSampleShare)
        .put("max_weight", maxWeight)
        .put("capped_share", cappedShare)
        .put("mean_advantage", meanAdvantage)
        .put("tokens", (double) tokens)
        .put("unknown_rewards", (double) unknownRewards)
        .buildOrThrow();
  }
}
