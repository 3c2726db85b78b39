package org.temper.algorithms.cql;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.temper.algorithms.logged.RewardedBatches;
import org.temper.algorithms.logged.RewardedTokens;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.run.Updater;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
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
  private final CqlConfig config;
  private final Updater updater;

  /**
   * A trainer. It owns none of its parts.
   *
   * @param policy what is trained
   * @param optimizer updates the policy's parameters, or some of them
   * @param config the settings
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public CqlTrainer(Policy policy, Optimizer optimizer, CqlConfig config) {
    this.policy = policy;
    this.config = config;
    this.updater = Updater.of("policy", policy.parameters(), optimizer, CqlMetrics.ALL);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch, one lacks a side input or has it
   *     in another type or shape than float [B, T], no scored token has a known reward, or a known
   *     reward or its state's value is not finite
   */
  @Override
  public Metrics update(List<SequenceBatch> microBatches) {
    RewardedBatches logged = RewardedBatches.compared("microBatches", microBatches);
    return updater.update(
        logged.counted(updater.tally()),
        logged.withKnownRewards(),
        tokens -> policy.score(tokens.batch()),
        share(logged.known()));
  }

  /**
   * Scores held-out data; changes nothing.
   *
   * @param batches the data
   * @return means over all known tokens of all batches together
   * @throws IllegalArgumentException as {@link #update}
   */
  public Metrics evaluate(List<SequenceBatch> batches) {
    RewardedBatches logged = RewardedBatches.compared("batches", batches);
    return updater.evaluate(
        logged.counted(updater.tally()),
        logged.withKnownRewards(),
        tokens -> policy.evaluate(tokens.batch()),
        share(logged.known()));
  }

  private Updater.Share<TokenScores, RewardedTokens> share(double count) {
    return (scores, tokens, tally) -> {
      NDManager manager = scores.manager();
      NDArray logProbs = scores.tokenLogProbs();
      measure(tokens, logProbs.toFloatArray(), tally);
      ValueTargets targets = new ValueTargets(tokens.rewards(manager), tokens.baselines(manager));
      NDArray losses = ConservativeLosses.cql(logProbs, targets, config.beta(), config.alpha());
      return Reductions.tokenMean(losses, tokens.mask(manager), count);
    };
  }

  private void measure(RewardedTokens tokens, float[] tokenLogProbs, MetricTally tally) {
    float[] logProbs = tokens.ofKnown(tokenLogProbs);
    float[] rewards = tokens.rewards();
    float[] values = tokens.baselines();
    double[] actionValues = new double[logProbs.length];
    double[] squaredErrors = new double[logProbs.length];
    double logProb = 0;
    for (int i = 0; i < logProbs.length; i++) {
      logProb += logProbs[i];
      actionValues[i] = values[i] + config.beta() * logProbs[i];
      double error = actionValues[i] - rewards[i];
      squaredErrors[i] = error * error;
    }
    tally.add(CqlMetrics.SQUARED_ERROR, squaredErrors);
    tally.add(CqlMetrics.GAP, -config.beta() * logProb, logProbs.length);
    tally.add(CqlMetrics.ACTION_VALUE, actionValues);
    tally.add(CqlMetrics.REWARD, rewards);
  }

  @Override
  public TrainerDescription description() {
    return updater.description("cql", config);
  }
}
