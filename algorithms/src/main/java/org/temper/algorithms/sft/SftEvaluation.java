package org.temper.algorithms.sft;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * How well a policy predicts given completions.
 *
 * @param loss negative log-likelihood in nats per scored token, over all scored tokens together
 * @param scoredTokens how many there were
 */
public record SftEvaluation(double loss, long scoredTokens) {

  /**
   * The figures that change from one evaluation to the next, by the names of {@link SftMetrics}.
   *
   * @return the loss
   */
  public Map<String, Double> toMap() {
    return ImmutableMap.of("loss", loss);
  }
}
