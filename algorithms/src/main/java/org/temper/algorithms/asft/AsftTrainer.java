package org.temper.algorithms.asft;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.logged.RewardedTokens;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.algorithms.run.Trainer;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.Stateful;
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
  private final Optimizer optimizer;
  private final AsftConfig config;
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
    checkArgument(
        optimizer.parameters().size() > 0, "optimizer: expected parameters to update, got none");
    this.policy = policy;
    this.optimizer = optimizer;
    this.config = config;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch, one lacks a side input or has it
   *     in another type or shape than float [B, T], no scored token has a known reward, a known
   *     reward or its baseline is not finite, or the weighting is not defined for a reward
   */
  @Override
  public AsftMetrics update(List<SequenceBatch> microBatches) {
    WeighedTokens tokens = WeighedTokens.of("microBatches", microBatches, config.weighting());
    Sums sums = new Sums();
    GradientAccumulation.Outcome outcome =
        GradientAccumulation.update(
            optimizer, microBatches, microBatch -> backward(microBatch, tokens, sums));
    AsftScores scores = tokens.scores(outcome.loss(), sums.nll);
    warn(scores);
    return new AsftMetrics(scores, outcome.step().gradientNorm(), outcome.step().learningRate());
  }

  private double backward(SequenceBatch microBatch, WeighedTokens tokens, Sums sums) {
    int index = sums.batches++;
    if (tokens.batch(index).count() == 0) {
      return 0;
    }
    try (ScoredBatch scored = policy.score(microBatch)) {
      NDArray loss = share(scored, tokens, index, sums);
      scored.backward(loss);
      return loss.getFloat();
    }
  }

  /**
   * Scores held-out data, weighed together; changes nothing.
   *
   * @param batches the data
   * @return figures over all known tokens of all batches together
   * @throws IllegalArgumentException as {@link #update}
   */
  public AsftScores evaluate(List<SequenceBatch> batches) {
    WeighedTokens tokens = WeighedTokens.of("batches", batches, config.weighting());
    Sums sums = new Sums();
    double loss = 0;
    for (SequenceBatch batch : batches) {
      try (TokenScores scored = policy.evaluate(batch)) {
        loss += share(scored, tokens, sums.batches++, sums).getFloat();
      }
    }
    return tokens.scores(loss, sums.nll);
  }

  @Override
  public Map<String, Stateful> state() {
    return ImmutableMap.of("policy", policy.parameters(), "optimizer", optimizer);
  }

  @Override
  public Map<String, String> units() {
    return AsftMetrics.UNITS;
  }

  /** This batch's share of the loss; its likelihood goes into the sums. */
  private static NDArray share(TokenScores scored, WeighedTokens tokens, int index, Sums sums) {
    NDManager manager = scored.manager();
    RewardedTokens known = tokens.batch(index);
    NDArray weights = tokens.weights(index, manager);
    NDArray logProbs = scored.tokenLogProbs();
    for (float logProb : known.ofKnown(logProbs.toFloatArray())) {
      sums.nll -= logProb;
    }
    // What weighs nothing is masked: 0 times a log-probability of −∞ would be NaN.
    return Reductions.tokenMean(
        SupervisedLosses.weightedNll(logProbs, weights), weights.gt(0), tokens.normalizer());
  }

  private void warn(AsftScores scores) {
    if (!warned && scores.effectiveSampleShare() < config.effectiveShareWarning()) {
      warned = true;
      LOG.warn(
          "The weights have collapsed: {} tokens count as {}. A larger beta, whitened advantages or"
              + " a lower cap spreads them; said once.",
          scores.tokens(),
          Math.round(scores.effectiveSampleShare() * scores.tokens()));
    }
  }

  /** What adds up over the batches of a pass. */
  private static final class Sums {
    private int batches;
    private double nll;
  }
}
