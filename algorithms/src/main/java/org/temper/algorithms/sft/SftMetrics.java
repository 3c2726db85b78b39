package org.temper.algorithms.sft;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.algorithms.run.Metrics;

/**
 * What an SFT update tells of itself.
 *
 * @param loss negative log-likelihood before the update, nats per scored token, over all scored
 *     tokens of the batch
 * @param scoredTokens tokens that the loss looked at
 * @param tokens real tokens, prompts included, padding not
 * @param gradientNorm Euclidean norm of all gradients together, before clipping
 * @param learningRate the learning rate of the update; 0 where none was made
 */
public record SftMetrics(
    double loss, long scoredTokens, long tokens, double gradientNorm, double learningRate)
    implements Metrics {

  /** Units for the axes of curves. */
  static final ImmutableMap<String, String> UNITS =
      ImmutableMap.of(
          "loss", "nats per token", "scored_tokens", "per update", "tokens", "per update");

  @Override
  public Map<String, Double> toMap() {
    return ImmutableMap.of(
        "loss", loss,
        "scored_tokens", (double) scoredTokens,
        "tokens", (double) tokens,
        "gradient_norm", gradientNorm,
        "learning_rate", learningRate);
  }
}
