package org.temper.algorithms.feedback;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import java.util.List;
import org.temper.algorithms.logged.RewardedBatches;
import org.temper.algorithms.logged.RewardedTokens;
import org.temper.algorithms.metrics.ExplainedVariance;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.run.Updater;
import org.temper.api.Optimizer;
import org.temper.api.SequenceBatch;
import org.temper.api.items.FeedbackModel;
import org.temper.api.items.FeedbackModel.ScoredFeedback;
import org.temper.api.items.ItemInputs;
import org.temper.losses.Reductions;
import org.temper.losses.SupervisedLosses;
import org.temper.losses.ValueLosses;

/**
 * A trainer of {@link FeedbackModel}s: of next items, the feedback r̂ on each, and the values of
 * states.
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
  private final FeedbackConfig config;
  private final Updater updater;

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
    this.updater = Updater.of("model", model.parameters(), optimizer, FeedbackMetrics.ALL);
    checkArgument(
        config.expectiles().size() == model.valueCount(),
        "expectiles: expected %s, one for each value of the model, got %s",
        model.valueCount(),
        config.expectiles());
    this.model = model;
    this.config = config;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch, one lacks the rewards or has them
   *     in another type or shape than float [B, T], no token is scored, or a reward is infinite
   */
  @Override
  public Metrics update(List<SequenceBatch> microBatches) {
    RewardedBatches logged = RewardedBatches.rewarded("microBatches", microBatches);
    return updater.update(
        tally(logged),
        logged.withScoredTokens(),
        tokens -> model.score(tokens.batch()),
        share(logged));
  }

  /**
   * Scores held-out data; changes nothing. The model scores as for training: one with dropout is
   * judged with it, and by {@link FeedbackModel#feedback} without.
   *
   * @param batches the data
   * @return means over all batches together
   * @throws IllegalArgumentException as {@link #update}
   */
  public Metrics evaluate(List<SequenceBatch> batches) {
    RewardedBatches logged = RewardedBatches.rewarded("batches", batches);
    return updater.evaluate(
        tally(logged),
        logged.withScoredTokens(),
        tokens -> model.score(tokens.batch()),
        share(logged));
  }

  private MetricTally tally(RewardedBatches logged) {
    MetricTally tally = updater.tally();
    double nothing = logged.known() > 0 ? 0 : Double.NaN;
    tally.add(FeedbackMetrics.SQUARED_ERROR, nothing);
    tally.add(FeedbackMetrics.EXPECTILE_LOSS, nothing);
    ExplainedVariance explained =
        ExplainedVariance.of(Doubles.toArray(Floats.asList(logged.rewards())));
    tally.derive(
        FeedbackMetrics.EXPLAINED_VARIANCE,
        figures -> explained.at(figures.get(FeedbackMetrics.SQUARED_ERROR)));
    tally.add(FeedbackMetrics.TOKENS, logged.scored());
    tally.add(FeedbackMetrics.KNOWN_REWARDS, logged.known());
    return tally;
  }

  private Updater.Share<ScoredFeedback, RewardedTokens> share(RewardedBatches logged) {
    // Where none is known, any number.
    double knownCount = Math.max(1, logged.known());
    double scoredCount = logged.scored();
    return (scores, tokens, tally) -> {
      NDManager manager = scores.manager();
      NDArray known = tokens.mask(manager);
      NDArray rewards = tokens.rewards(manager);
      NDArray nll =
          Reductions.tokenMean(
              SupervisedLosses.nll(scores.tokenLogProbs()), scores.completionMask(), scoredCount);
      NDArray squared =
          Reductions.tokenMean(
              ValueLosses.squared(rewards.sub(scores.feedback())), known, knownCount);
      NDArray expectiles = expectileLoss(scores.values(), rewards, known, knownCount);
      tally.add(FeedbackMetrics.NLL, nll.getFloat());
      tally.add(FeedbackMetrics.SQUARED_ERROR, squared.getFloat());
      tally.add(FeedbackMetrics.EXPECTILE_LOSS, expectiles.getFloat());
      NDArray weight = manager.create((float) config.nextItemWeight());
      return nll.mul(weight).add(squared).add(expectiles);
    };
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
  public TrainerDescription description() {
    return updater.description("feedback", config);
  }
}
