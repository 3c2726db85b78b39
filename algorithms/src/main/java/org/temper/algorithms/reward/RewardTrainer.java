package org.temper.algorithms.reward;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.run.Updater;
import org.temper.api.ComparisonBatch;
import org.temper.api.ComparisonBatch.Comparison;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.Optimizer;
import org.temper.api.TrainableRewardModel;
import org.temper.losses.RewardLosses;
import org.temper.losses.RewardPair;

/**
 * A trainer of reward models on comparisons: preference pairs, with margins or without, and rated
 * lists.
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
  private final RewardConfig config;
  private final Updater updater;

  /**
   * A trainer. It owns none of its parts.
   *
   * @param model what is trained
   * @param optimizer updates the model's parameters, or some of them
   * @param config the settings
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public RewardTrainer(TrainableRewardModel model, Optimizer optimizer, RewardConfig config) {
    this.model = model;
    this.config = config;
    this.updater = Updater.of("model", model.parameters(), optimizer, RewardMetrics.ALL);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch
   */
  @Override
  public Metrics update(List<ComparisonBatch> microBatches) {
    long groups = groups("microBatches", microBatches);
    return updater.update(
        updater.tally(),
        microBatches,
        batch -> model.score(batch.sequences()),
        (scored, batch, tally) -> share(scored.manager(), scored.rewards(), batch, groups, tally));
  }

  /**
   * Scores held-out comparisons; changes nothing.
   *
   * @param batches the comparisons
   * @return means over all batches together
   * @throws IllegalArgumentException if there is no batch
   */
  public Metrics evaluate(List<ComparisonBatch> batches) {
    long groups = groups("batches", batches);
    return updater.evaluate(
        batches,
        batch -> HeldOutRewards.of(model, batch.sequences()),
        (given, batch, tally) -> share(given.manager(), given.rewards(), batch, groups, tally));
  }

  private static long groups(String argument, List<ComparisonBatch> batches) {
    checkArgument(!batches.isEmpty(), "%s: expected at least one, got none", argument);
    return batches.stream().mapToLong(batch -> batch.groups().size()).sum();
  }

  private static void measure(float[] rewards, List<Comparison> comparisons, MetricTally tally) {
    double[] margins =
        comparisons.stream()
            .mapToDouble(pair -> (double) rewards[pair.chosen()] - rewards[pair.rejected()])
            .toArray();
    long wins = Arrays.stream(margins).filter(margin -> margin > 0).count();
    tally.add(RewardMetrics.ACCURACY, (double) wins, margins.length);
    tally.add(RewardMetrics.MARGIN, margins);
    tally.add(RewardMetrics.MEAN_REWARD, rewards);
    tally.add(RewardMetrics.REWARD_DEVIATION, rewards);
  }

  private NDArray share(
      NDManager manager, NDArray rewards, ComparisonBatch batch, long groups, MetricTally tally) {
    List<Comparison> comparisons = batch.comparisons();
    measure(rewards.toFloatArray(), comparisons, tally);
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

  @Override
  public TrainerDescription description() {
    return updater.description("reward", config);
  }
}
