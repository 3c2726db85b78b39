package org.temper.algorithms.distillation;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.algorithms.policygradient.MinibatchConfig;
import org.temper.losses.RatioRange;

/**
 * Settings of a {@link DistillationTrainer}.
 *
 * @param loss what is descended at each token
 * @param share how much a token of each domain counts
 * @param ratios the range of π_old / π_behavior in which a token is learned from
 * @param minibatches the passes over an iteration, and their parts
 */
public record DistillationConfig(
    DistillationLoss loss, TokenShare share, RatioRange ratios, MinibatchConfig minibatches) {

  /**
   * A loss with the mean over all tokens, every ratio, and one update an iteration.
   *
   * @param loss what is descended at each token
   * @return the configuration
   */
  public static DistillationConfig of(DistillationLoss loss) {
    return new DistillationConfig(
        loss, TokenShare.TOKEN_MEAN, RatioRange.all(), MinibatchConfig.single());
  }

  /**
   * With other shares.
   *
   * @param choice how much a token of each domain counts
   * @return a new configuration
   */
  public DistillationConfig withShare(TokenShare choice) {
    return new DistillationConfig(loss, choice, ratios, minibatches);
  }

  /**
   * With an importance mask.
   *
   * @param range the ratios of the policy, as it is scored, to the distribution that a token was
   *     drawn from, in which the token is learned from
   * @return a new configuration
   */
  public DistillationConfig withRatios(RatioRange range) {
    return new DistillationConfig(loss, share, range, minibatches);
  }

  /**
   * With other minibatches.
   *
   * @param config how an iteration is learned from
   * @return a new configuration
   */
  public DistillationConfig withMinibatches(MinibatchConfig config) {
    return new DistillationConfig(loss, share, ratios, config);
  }

  /** Settings that decide the numbers. */
  Map<String, Object> identity() {
    return ImmutableMap.<String, Object>builder()
        .putAll(loss.identity())
        .put("share", share)
        .put("ratio_low", ratios.low())
        .put("ratio_high", ratios.high())
        .putAll(minibatches.identity())
        .buildOrThrow();
  }
}
