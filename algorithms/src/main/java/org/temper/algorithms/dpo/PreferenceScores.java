package org.temper.algorithms.dpo;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * How a policy ranks preference pairs, averaged over the pairs.
 *
 * @param loss the DPO loss, nats per pair
 * @param chosenReward implicit reward of the chosen completions, {@code beta · (log π − log π_ref)}
 * @param rejectedReward implicit reward of the rejected completions
 * @param margin {@code chosenReward − rejectedReward}
 * @param accuracy share of the pairs whose chosen completion has the larger implicit reward; a tie
 *     is no success, so that this is 0 where policy and reference are equal
 * @param chosenLogProb log-probability of the chosen completions under the policy, nats a
 *     completion
 * @param rejectedLogProb log-probability of the rejected completions
 */
public record PreferenceScores(
    double loss,
    double chosenReward,
    double rejectedReward,
    double margin,
    double accuracy,
    double chosenLogProb,
    double rejectedLogProb) {

  /**
   * The figures by the names that {@code metrics.jsonl} uses.
   *
   * @return names in lower snake case
   */
  public Map<String, Double> toMap() {
    return ImmutableMap.<String, Double>builder()
        .put("loss", loss)
        .put("chosen_reward", chosenReward)
        .put("rejected_reward", rejectedReward)
        .put("margin", margin)
        .put("accuracy", accuracy)
        .put("chosen_log_prob", chosenLogProb)
        .put("rejected_log_prob", rejectedLogProb)
        .buildOrThrow();
  }
}
