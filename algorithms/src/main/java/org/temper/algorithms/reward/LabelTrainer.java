package org.temper.algorithms.reward;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import java.util.List;
import org.temper.algorithms.metrics.ExplainedVariance;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.run.Updater;
import org.temper.api.LabeledBatch;
import org.temper.api.Optimizer;
import org.temper.api.TrainableRewardModel;
import org.temper.losses.Reductions;
import org.temper.losses.RewardLosses;

/**
 * A trainer of reward models on labels that are numbers, such as ratings or whether an answer was
 * right: by the squared error, mean over all sequences of the update, however they are split into
 * micro-batches.
 */
public final class LabelTrainer implements Trainer<LabeledBatch> {
  private final TrainableRewardModel model;
  private final Updater updater;

  /**
   * A trainer. It owns none of its parts.
   *
   * @param model what is trained
   * @param optimizer updates the model's parameters, or some of them
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public LabelTrainer(TrainableRewardModel model, Optimizer optimizer) {
    this.model = model;
    this.updater = Updater.of("model", model.parameters(), optimizer, LabelMetrics.ALL);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch
   */
  @Override
  public Metrics update(List<LabeledBatch> microBatches) {
    double[] labels = labels("microBatches", microBatches);
    return updater.update(
        tally(labels),
        microBatches,
        batch -> model.score(batch.sequences()),
        (scored, batch, tally) ->
            share(scored.manager(), scored.rewards(), batch, labels.length, tally));
  }

  /**
   * Predicts held-out labels; changes nothing.
   *
   * @param batches the sequences and their labels
   * @return means over all batches together
   * @throws IllegalArgumentException if there is no batch
   */
  public Metrics evaluate(List<LabeledBatch> batches) {
    double[] labels = labels("batches", batches);
    return updater.evaluate(
        tally(labels),
        batches,
        batch -> HeldOutRewards.of(model, batch.sequences()),
        (given, batch, tally) ->
            share(given.manager(), given.rewards(), batch, labels.length, tally));
  }

  private static double[] labels(String argument, List<LabeledBatch> batches) {
    checkArgument(!batches.isEmpty(), "%s: expected at least one, got none", argument);
    return Doubles.toArray(batches.stream().flatMap(batch -> batch.labels().stream()).toList());
  }

  private MetricTally tally(double[] labels) {
    MetricTally tally = updater.tally();
    ExplainedVariance explained = ExplainedVariance.of(labels);
    tally.derive(LabelMetrics.EXPLAINED_VARIANCE, figures -> explained.at(figures.loss()));
    tally.add(LabelMetrics.MEAN_LABEL, labels);
    return tally;
  }

  private static NDArray share(
      NDManager manager, NDArray rewards, LabeledBatch batch, int sequences, MetricTally tally) {
    tally.add(LabelMetrics.MEAN_REWARD, rewards);
    NDArray labels = manager.create(Floats.toArray(batch.labels()));
    return Reductions.mean(RewardLosses.squared(rewards, labels), sequences);
  }

  @Override
  public TrainerDescription description() {
    return updater.description(ImmutableMap.of("algorithm", "labels"));
  }
}
