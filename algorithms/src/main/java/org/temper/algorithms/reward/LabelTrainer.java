package org.temper.algorithms.reward;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.algorithms.run.Trainer;
import org.temper.api.LabeledBatch;
import org.temper.api.Optimizer;
import org.temper.api.Stateful;
import org.temper.api.TrainableRewardModel;
import org.temper.api.TrainableRewardModel.ScoredSequences;
import org.temper.losses.Reductions;
import org.temper.losses.RewardLosses;

/**
 * Trains a reward model on labels that are numbers, such as ratings or whether an answer was right:
 * the squared error, mean over all sequences of the update, however they are split into
 * micro-batches.
 */
public final class LabelTrainer implements Trainer<LabeledBatch> {
  private final TrainableRewardModel model;
  private final Optimizer optimizer;

  /**
   * A trainer. It owns none of its parts.
   *
   * @param model what is trained
   * @param optimizer updates the model's parameters, or some of them
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public LabelTrainer(TrainableRewardModel model, Optimizer optimizer) {
    checkArgument(
        optimizer.parameters().size() > 0, "optimizer: expected parameters to update, got none");
    this.model = model;
    this.optimizer = optimizer;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch
   */
  @Override
  public LabelMetrics update(List<LabeledBatch> microBatches) {
    LabelSums sums = LabelSums.of("microBatches", microBatches);
    GradientAccumulation.Outcome outcome =
        GradientAccumulation.update(
            optimizer,
            microBatches,
            microBatch -> {
              try (ScoredSequences scored = model.score(microBatch.sequences())) {
                NDArray loss = share(scored.rewards(), scored.manager(), microBatch, sums);
                scored.backward(loss);
                sums.add(loss.getFloat(), HostRewards.of(scored.rewards()));
                return loss.getFloat();
              }
            });
    return new LabelMetrics(
        sums.mean(), outcome.step().gradientNorm(), outcome.step().learningRate());
  }

  /**
   * Predicts held-out labels; changes nothing.
   *
   * @param batches the sequences and their labels
   * @return means over all batches together
   * @throws IllegalArgumentException if there is no batch
   */
  public LabelScores evaluate(List<LabeledBatch> batches) {
    LabelSums sums = LabelSums.of("batches", batches);
    for (LabeledBatch batch : batches) {
      double[] rewards = model.rewards(batch.sequences());
      try (NDManager manager = NDManager.newBaseManager()) {
        NDArray given = manager.create(HostRewards.floats(rewards));
        sums.add(share(given, manager, batch, sums).getFloat(), rewards);
      }
    }
    return sums.mean();
  }

  private static NDArray share(
      NDArray rewards, NDManager manager, LabeledBatch batch, LabelSums sums) {
    double[] labels = batch.labels().stream().mapToDouble(Double::doubleValue).toArray();
    NDArray given = manager.create(HostRewards.floats(labels));
    return Reductions.mean(RewardLosses.squared(rewards, given), (double) sums.sequences());
  }

  @Override
  public Map<String, Stateful> state() {
    return ImmutableMap.of("model", model.parameters(), "optimizer", optimizer);
  }

  @Override
  public Map<String, String> units() {
    return LabelMetrics.UNITS;
  }
}
