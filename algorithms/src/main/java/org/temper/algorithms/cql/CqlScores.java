package org.temper.algorithms.cql;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * How the action values of a policy fit logged rewards. All are means over the tokens that are
 * scored and have a known reward, before the update.
 *
 * @param loss {@code squaredError / 2 + alpha · gap}
 * @param squaredError (Q − r)², in squared rewards
 * @param gap by how much the soft maximum over all actions exceeds the logged one, −beta · log π,
 *     in rewards
 * @param actionValue Q of the logged actions, in rewards
 * @param reward their rewards
 * @param tokens how many tokens there were
 * @param unknownRewards how many more were scored but left out, as their reward is not known
 */
public record CqlScores(
    double loss,
    double squaredError,
    double gap,
    double actionValue,
    double reward,
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
        .put("squared_error", squaredError)
        .put("gap", gap)
        .put("action_value", actionValue)
        .put("reward", reward)
        .put("tokens", (double) tokens)
        .put("unknown_rewards", (double) unknownRewards)
        .buildOrThrow();
  }
}
