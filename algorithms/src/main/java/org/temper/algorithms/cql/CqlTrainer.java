package org.temper.algorithms.cql;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
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
import org.temper.losses.ConservativeLosses;
import org.temper.losses.Reductions;
import org.temper.losses.ValueTargets;

/**
 * Discrete conservative Q-learning in one step: reads the policy's logits as Q / beta, fits Q of
 * logged actions to their rewards, and holds down what the log does not show.
 *
 * <p>The loss of a token is {@link ConservativeLosses#cql}; the update's is the mean over its known
 * tokens, however they are split into micro-batches. A batch carries rewards as {@link
 * ItemInputs#REWARDS} and the values V of the states as {@link ItemInputs#BASELINES}; a scored
 * token whose reward is NaN is left out. The setting is that of a contextual bandit: an event's
 * return is its reward, so that nothing is bootstrapped.
 *
 * <p>Source: Kumar et al. 2020, "Conservative Q-Learning for Offline Reinforcement Learning",
 * equation 4.
 */
public final class CqlTrainer implements Trainer<SequenceBatch> {
  private final Policy policy;
  private final Optimizer optimizer;
  private final CqlConfig config;

  /**
   * A trainer. It owns none of its parts.
   *
   * @param policy what is trained
   * @param optimizer updates the policy's parameters, or some of them
   * @param config the settings
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public CqlTrainer(Policy policy, Optimizer optimizer, CqlConfig config) {
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
   *     in another type or shape than float [B, T], no scored token has a known reward, or a known
   *     reward or its state's value is not finite
   */
  @Override
  public CqlMetrics update(List<SequenceBatch> microBatches) {
    CqlSums sums = CqlSums.of("microBatches", microBatches);
    GradientAccumulation.Outcome outcome =
        GradientAccumulation.update(
            optimizer,
            microBatches,
            microBatch -> {
              RewardedTokens tokens = sums.next();
              if (tokens.count() == 0) {
                return 0;
              }
              try (ScoredBatch scored = policy.score(microBatch)) {
                NDArray loss = share(scored, tokens, sums);
                scored.backward(loss);
                return loss.getFloat();
              }
            });
    return new CqlMetrics(
        sums.scores(outcome.loss(), config),
        outcome.step().gradientNorm(),
        outcome.step().learningRate());
  }

  /**
   * Scores held-out data; changes nothing.
   *
   * @param batches the data
   * @return means over all known tokens of all batches together
   * @throws IllegalArgumentException as {@link #update}
   */
  public CqlScores evaluate(List<SequenceBatch> batches) {
    CqlSums sums = CqlSums.of("batches", batches);
    double loss = 0;
    for (SequenceBatch batch : batches) {
      try (TokenScores scored = policy.evaluate(batch)) {
        loss += share(scored, sums.next(), sums).getFloat();
      }
    }
    return sums.scores(loss, config);
  }

  private NDArray share(TokenScores scored, RewardedTokens tokens, CqlSums sums) {
    NDManager manager = scored.manager();
    NDArray logProbs = scored.tokenLogProbs();
    sums.add(tokens, logProbs.toFloatArray(), config.beta());
    ValueTargets targets = new ValueTargets(tokens.rewards(manager), tokens.baselines(manager));
    NDArray losses = ConservativeLosses.cql(logProbs, targets, config.beta(), config.alpha());
    return Reductions.tokenMean(losses, tokens.mask(manager), (double) sums.tokens());
  }

  @Override
  public Map<String, Stateful> state() {
    return ImmutableMap.of("policy", policy.parameters(), "optimizer", optimizer);
  }

  @Override
  public Map<String, String> units() {
    return CqlMetrics.UNITS;
  }
}
