package org.temper.algorithms.policygradient;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * What the optimizer updates of an iteration were like: means over the scored tokens of all of
 * them, or over the updates where that is said.
 *
 * @param loss mean over the updates of what they descended
 * @param entropy mean entropy of the distributions that tokens were chosen from, in nats
 * @param approximateKl mean k3 of the policy from the one that the iteration began with, in nats
 * @param clipLow share of tokens that the lower end of the range stops
 * @param clipHigh share of tokens that the upper end of the range stops
 * @param ratioMean mean importance ratio
 * @param ratioMax the largest importance ratio
 * @param updates optimizer updates made
 * @param gradientNorm mean over the updates of the global gradient norm before clipping
 * @param learningRate of the last update
 */
public record UpdateFigures(
    double loss,
    double entropy,
    double approximateKl,
    double clipLow,
    double clipHigh,
    double ratioMean,
    double ratioMax,
    double updates,
    double gradientNorm,
    double learningRate) {

  public Map<String, Double> toMap() {
    return ImmutableMap.<String, Double>builder()
        .put("entropy", entropy)
        .put("approximate_kl", approximateKl)
        .put("clip_low", clipLow)
        .put("clip_high", clipHigh)
        .put("ratio_mean", ratioMean)
        .put("ratio_max", ratioMax)
        .put("updates", updates)
        .put("gradient_norm", gradientNorm)
        .put("learning_rate", learningRate)
        .buildOrThrow();
  }
}
