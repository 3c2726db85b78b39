package org.temper.algorithms.asft;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.asft.WeightedTokens.Part;
import org.temper.algorithms.logged.RewardedBatches;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.run.Updater;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.items.ItemInputs;
import org.temper.losses.Reductions;
import org.temper.losses.SupervisedLosses;

/**
 * Advantage-weighted supervised fine-tuning, A-SFT, and its family: imitates logged actions, the
 * better ones more.
 *
 * <pre>loss = Σ w · (−log π(action | history)) / Σ w,  w by the {@link Weighting}</pre>
 *
 * <p>Both sums are over the whole update, however it is split into micro-batches, and so are the
 * weights' own statistics. A batch carries rewards and baselines as {@link ItemInputs#REWARDS} and
 * {@link ItemInputs#BASELINES}; a scored token whose reward is NaN is left out, by every weighting,
 * so that all learn from the same tokens. The setting is that of a contextual bandit: an event's
 * return is its reward.
 *
 * <p>Where all weights of an update are 0, its loss and gradients are 0 and the optimizer steps all
 * the same, by its momentum and decay alone.
 *
 * <p>Source: Chidambaram, Xu, Hsiao and Bhattacharya 2025, "Post-Training Generative Recommenders
 * with Advantage-Weighted Supervised Finetuning".
 */
public final class AsftTrainer implements Trainer<SequenceBatch> {
  private static final Logger LOG = LoggerFactory.getLogger(AsftTrainer.class);
  private final Policy policy;
  private final AsftConfig config;
  private final Updater updater;
  private boolean warned;

  /**
   * A trainer. It owns none of its parts.
   *
   * @param policy what is trained
   * @param optimizer updates the policy's parameters, or some of them
   * @param config the settings
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public AsftTrainer(Policy policy, Optimizer optimizer, AsftConfig config) {
    this.policy = policy;
    this.config = config;
    this.updater = Updater.of("policy", policy.parameters(), optimizer, AsftMetrics.ALL);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch, one lacks a side input or has it
   *     in another type or shape than float [B, T], no scored token has a known reward, a known
   *     reward or its baseline is not finite, or the weighting is not defined for a reward
   */
  @Override
  public Metrics update(List<SequenceBatch> microBatches) {
    WeightedTokens weighted = weighted("microBatches", microBatches);
    Metrics metrics =
        updater.update(
            weighted.counted(updater.tally()),
            weighted.parts(),
            part -> policy.score(part.tokens().batch()),
            share(weighted.normalizer()));
    warn(metrics);
    return metrics;
  }

  /**
   * Scores held-out data, with weights that all of it decides together; changes nothing.
   *
   * @param batches the data
   * @return figures over all known tokens of all batches together
   * @throws IllegalArgumentException as {@link #update}
   */
  public Metrics evaluate(List<SequenceBatch> batches) {
    WeightedTokens weighted = weighted("batches", batches);
    return updater.evaluate(
        weighted.counted(updater.tally()),
        weighted.parts(),
        part -> policy.evaluate(part.tokens().batch()),
        share(weighted.normalizer()));
  }

  private WeightedTokens weighted(String argument, List<SequenceBatch> batches) {
    return WeightedTokens.of(RewardedBatches.compared(argument, batches), config.weighting());
  }

  private static Updater.Share<TokenScores, Part> share(double normalizer) {
    return (scores, part, tally) -> {
      NDArray logProbs = scores.tokenLogProbs();
      tally.add(AsftMetrics.NLL, negated(part.tokens().ofKnown(logProbs.toFloatArray())));
      NDArray weights = part.tokens().aligned(scores.manager(), part.weights());
      // What weighs nothing is masked: 0 times a log-probability of −∞ would be NaN.
      return Reductions.tokenMean(
          SupervisedLosses.weightedNll(logProbs, weights), weights.gt(0), normalizer);
    };
  }

  private static double[] negated(float[] values) {
    double[] negated = new double[values.length];
    for (int i = 0; i < negated.length; i++) {
      negated[i] = -values[i];
    }
    return negated;
  }

  private void warn(Metrics metrics) {
    double share = metrics.get(AsftMetrics.EFFECTIVE_SAMPLE_SHARE);
    if (!warned && share < config.effectiveShareWarning()) {
      warned = true;
      long tokens = (long) metrics.get(AsftMetrics.TOKENS);
      LOG.warn(
          "The weights have collapsed: {} tokens count as {}. A larger beta, whitened advantages or"
              + " a lower cap spreads them; said once.",
          tokens,
          Math.round(share * tokens));
    }
  }

  @Override
  public TrainerDescription description() {
    return updater.description(
        ImmutableMap.of("algorithm", "a-sft", "weighting", config.weighting()));
  }
}
