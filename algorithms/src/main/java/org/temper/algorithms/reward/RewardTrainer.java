package org.temper.algorithms.reward;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.algorithms.run.Trainer;
import org.temper.api.ComparisonBatch;
import org.temper.api.ComparisonBatch.Comparison;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.Optimizer;
import org.temper.api.Stateful;
import org.temper.api.TrainableRewardModel;
import org.temper.api.TrainableRewardModel.ScoredSequences;
import org.temper.losses.RewardLosses;
import org.temper.losses.RewardPair;

/**
 * Trains a reward model on comparisons: preference pairs, with margins or without, and rated lists.
 *
 * <pre>
 * loss = mean over groups of the mean over their comparisons of
 *        −log σ(r_w − r_l − margin) + centeringCoefficient · (r_w + r_l)²
 * </pre>
 *
 * <p>A pair is a group of one comparison. A list of K rated completions is a group of up to K(K −
 * 1) / 2, so that a long list weighs no more than a pair; each of its completions is scored once.
 * The mean counts over all groups of the update, however they are split into micro-batches.
 *
 * <p>Sources: Ouyang et al. 2022, "Training language models to follow instructions with human
 * feedback", equation 1 (the mean over a list's comparisons); Touvron et al. 2023, "Llama 2: Open
 * Foundation and Fine-Tuned Chat Models", equation 2 (the margin); Eisenstein et al. 2023, "Helping
 * or Herding?", equation 2 (the centering).
 */
public final class RewardTrainer implements Trainer<ComparisonBatch> {
  private final TrainableRewardModel model;
  private final Optimizer optimizer;
  private final RewardConfig config;

  /**
   * A trainer. It owns none of its parts.
   *
   * @param model what is trained
   * @param optimizer updates the model's parameters, or some of them
   * @param config the settings
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public RewardTrainer(TrainableRewardModel model, Optimizer optimizer, RewardConfig config) {
    checkArgument(
        optimizer.parameters().size() > 0, "optimizer: expected parameters to update, got none");
    this.model = model;
    this.optimizer = optimizer;
    this.config = config;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch
   */
  @Override
  public RewardMetrics update(List<ComparisonBatch> microBatches) {
    RewardSums sums = RewardSums.of("microBatches", microBatches);
    GradientAccumulation.Outcome outcome =
        GradientAccumulation.update(
            optimizer,
            microBatches,
            microBatch -> {
              try (ScoredSequences scored = model.score(microBatch.sequences())) {
                NDArray loss = share(scored.rewards(), scored.manager(), microBatch, sums.groups());
                scored.backward(loss);
                sums.add(loss.getFloat(), microBatch, HostRewards.of(scored.rewards()));
                return loss.getFloat();
              }
            });
    return new RewardMetrics(
        sums.mean(), outcome.step().gradientNorm(), outcome.step().learningRate());
  }

  /**
   * Scores held-out comparisons; changes nothing.
   *
   * @param batches the comparisons
   * @return means over all batches together
   * @throws IllegalArgumentException if there is no batch
   */
  public RewardScores evaluate(List<ComparisonBatch> batches) {
    RewardSums sums = RewardSums.of("batches", batches);
    for (ComparisonBatch batch : batches) {
      double[] rewards = model.rewards(batch.sequences());
      try (NDManager manager = NDManager.newBaseManager()) {
        NDArray given = manager.create(HostRewards.floats(rewards));
        sums.add(share(given, manager, batch, sums.groups()).getFloat(), batch, rewards);
      }
    }
    return sums.mean();
  }

  @Override
  public Map<String, Stateful> state() {
    return ImmutableMap.of("model", model.parameters(), "optimizer", optimizer);
  }

  @Override
  public Map<String, String> units() {
    return RewardMetrics.UNITS;
  }

  /** This micro-batch's share of the loss. */
  private NDArray share(NDArray rewards, NDManager manager, ComparisonBatch batch, long groups) {
    List<Comparison> comparisons = batch.comparisons();
    float[] margins = new float[comparisons.size()];
    long[] chosen = new long[margins.length];
    long[] rejected = new long[margins.length];
    for (int i = 0; i < margins.length; i++) {
      margins[i] = (float) comparisons.get(i).margin();
      chosen[i] = comparisons.get(i).chosen();
      rejected[i] = comparisons.get(i).rejected();
    }
    RewardPair pair =
        new RewardPair(
            rewards.gather(manager.create(chosen), 0), rewards.gather(manager.create(rejected), 0));
    NDArray losses = RewardLosses.bradleyTerry(pair, manager.create(margins));
    if (config.centeringCoefficient() > 0) {
      NDArray coefficient = manager.create((float) config.centeringCoefficient());
      losses = losses.add(RewardLosses.centering(pair).mul(coefficient));
    }
    return losses.mul(manager.create(weights(batch, margins.length, groups))).sum();
  }

  private static float[] weights(ComparisonBatch batch, int comparisons, long groups) {
    float[] weights = new float[comparisons];
    int next = 0;
    for (Group group : batch.groups()) {
      int size = group.comparisons().size();
      for (int i = 0; i < size; i++) {
        weights[next++] = (float) (1.0 / size / groups);
      }
    }
    return weights;
  }
}
