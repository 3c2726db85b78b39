package org.temper.algorithms.feedback;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.logged.RewardedTokens;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.algorithms.run.Trainer;
import org.temper.api.Optimizer;
import org.temper.api.SequenceBatch;
import org.temper.api.Stateful;
import org.temper.api.items.FeedbackModel;
import org.temper.api.items.FeedbackModel.ScoredFeedback;
import org.temper.api.items.ItemInputs;
import org.temper.losses.Reductions;
import org.temper.losses.SupervisedLosses;
import org.temper.losses.ValueLosses;

/**
 * Trains a {@link FeedbackModel}: next items, the feedback r̂ on each, and the values of states.
 *
 * <pre>
 * loss = nextItemWeight · mean(−log π(item | history)) + mean((r − r̂)²)
 *        + Σ_e mean(|τ_e − 1[r &lt; v_e]| · (r − v_e)²)
 * </pre>
 *
 * <p>The first mean is over all scored tokens of the update, the others over those with a known
 * reward, however they are split into micro-batches. A batch carries its rewards as {@link
 * ItemInputs#REWARDS}, NaN where none is known. The setting is that of a contextual bandit: a
 * state's value is an expectile of the rewards that followed it, ½ giving their mean.
 *
 * <p>Source of the values: Kostrikov et al. 2021, "Offline Reinforcement Learning with Implicit
 * Q-Learning", equation 5.
 */
public final class FeedbackTrainer implements Trainer<SequenceBatch> {
  private final FeedbackModel model;
  private final Optimizer optimizer;
  private final FeedbackConfig config;

  /**
   * A trainer. It owns none of its parts.
   *
   * @param model what is trained
   * @param optimizer updates the model's parameters, or some of them
   * @param config the settings, with an expectile for each of the model's values
   * @throws IllegalArgumentException if the optimizer has no parameters, or there are more or fewer
   *     expectiles than the model has values
   */
  public FeedbackTrainer(FeedbackModel model, Optimizer optimizer, FeedbackConfig config) {
    checkArgument(
        optimizer.parameters().size() > 0, "optimizer: expected parameters to update, got none");
    checkArgument(
        config.expectiles().size() == model.valueCount(),
        "expectiles: expected %s, one for each value of the model, got %s",
        model.valueCount(),
        config.expectiles());
    this.model = model;
    this.optimizer = optimizer;
    this.config = config;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch, one lacks the rewards or has them
   *     in another type or shape than float [B, T], no token is scored, or a reward is infinite
   */
  @Override
  public FeedbackMetrics update(List<SequenceBatch> microBatches) {
    FeedbackSums sums = FeedbackSums.of("microBatches", microBatches);
    GradientAccumulation.Outcome outcome =
        GradientAccumulation.update(
            optimizer,
            microBatches,
            microBatch -> {
              RewardedTokens tokens = sums.next();
              if (microBatch.scoredTokens() == 0) {
                return 0;
              }
              try (ScoredFeedback scored = model.score(microBatch)) {
                NDArray loss = share(scored, tokens, sums);
                scored.backward(loss);
                return loss.getFloat();
              }
            });
    return new FeedbackMetrics(
        sums.scores(outcome.loss()), outcome.step().gradientNorm(), outcome.step().learningRate());
  }

  /**
   * Scores held-out data; changes nothing. The model scores as for training: one with dropout is
   * judged with it, and by {@link FeedbackModel#feedback} without.
   *
   * @param batches the data
   * @return means over all batches together
   * @throws IllegalArgumentException as {@link #update}
   */
  public FeedbackScores evaluate(List<SequenceBatch> batches) {
    FeedbackSums sums = FeedbackSums.of("batches", batches);
    double loss = 0;
    for (SequenceBatch batch : batches) {
      try (ScoredFeedback scored = model.score(batch)) {
        loss += share(scored, sums.next(), sums).getFloat();
      }
    }
    return sums.scores(loss);
  }

  private NDArray share(ScoredFeedback scored, RewardedTokens tokens, FeedbackSums sums) {
    NDManager manager = scored.manager();
    NDArray known = tokens.mask(manager);
    NDArray rewards = tokens.rewards(manager);
    NDArray nll =
        Reductions.tokenMean(
            SupervisedLosses.nll(scored.tokenLogProbs()), scored.completionMask(), sums.scored());
    NDArray squared =
        Reductions.tokenMean(
            ValueLosses.squared(rewards.sub(scored.feedback())), known, sums.known());
    NDArray expectiles = expectileLoss(scored.values(), rewards, known, sums.known());
    sums.add(nll.getFloat(), squared.getFloat(), expectiles.getFloat());
    NDArray weight = manager.create((float) config.nextItemWeight());
    return nll.mul(weight).add(squared).add(expectiles);
  }

  private NDArray expectileLoss(NDArray values, NDArray rewards, NDArray known, double count) {
    List<Double> taus = config.expectiles();
    NDArray sum = valueLoss(values, 0, taus.get(0), rewards, known, count);
    for (int e = 1; e < taus.size(); e++) {
      sum = sum.add(valueLoss(values, e, taus.get(e), rewards, known, count));
    }
    return sum;
  }

  private static NDArray valueLoss(
      NDArray values, int index, double tau, NDArray rewards, NDArray known, double count) {
    NDArray value = values.get(new NDIndex(":, :, {}", index));
    return Reductions.tokenMean(ValueLosses.expectile(rewards.sub(value), tau), known, count);
  }

  @Override
  public Map<String, Stateful> state() {
    return ImmutableMap.of("model", model.parameters(), "optimizer", optimizer);
  }

  @Override
  public Map<String, String> units() {
    return FeedbackMetrics.UNITS;
  }
}
