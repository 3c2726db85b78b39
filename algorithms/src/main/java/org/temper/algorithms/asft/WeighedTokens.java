package org.temper.algorithms.asft;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.temper.algorithms.logged.RewardedTokens;
import org.temper.api.SequenceBatch;
import org.temper.losses.AdvantageWeights;

/** The known tokens of several batches, weighed together. */
final class WeighedTokens {
  private final List<RewardedTokens> batches;
  private final float[] weights;
  private final double weightSum;
  private final AsftScores figures;

  private WeighedTokens(
      List<RewardedTokens> batches, float[] weights, double weightSum, AsftScores figures) {
    this.batches = batches;
    this.weights = weights;
    this.weightSum = weightSum;
    this.figures = figures;
  }

  static WeighedTokens of(String argument, List<SequenceBatch> sequences, Weighting weighting) {
    List<RewardedTokens> batches = RewardedTokens.compared(argument, sequences);
    int count = batches.stream().mapToInt(RewardedTokens::count).sum();
    checkArgument(
        count > 0,
        "%s: expected at least one scored token with a known reward, got none",
        argument);
    float[] rewards = new float[count];
    float[] advantages = new float[count];
    int next = 0;
    double sum = 0;
    for (RewardedTokens batch : batches) {
      float[] ofBatch = batch.rewards();
      float[] baselines = batch.baselines();
      for (int i = 0; i < ofBatch.length; i++) {
        rewards[next] = ofBatch[i];
        advantages[next] = ofBatch[i] - baselines[i];
        sum += advantages[next];
        next++;
      }
    }
    // On the host: they are read from it and needed on it, and are few.
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray weights =
          weighting.weights(new LoggedActions(manager.create(rewards), manager.create(advantages)));
      float[] values = weights.toFloatArray();
      checkWeights(values, count);
      double effective =
          AdvantageWeights.effectiveSampleSize(weights, weights.eq(weights)).getFloat();
      return new WeighedTokens(
          batches,
          values,
          total(values),
          new AsftScores(
              0,
              0,
              effective / count,
              largest(values),
              share(values, weighting.maxWeight()),
              sum / count,
              count,
              batches.stream().mapToInt(RewardedTokens::unknown).sum()));
    }
  }

  private static void checkWeights(float[] weights, int count) {
    checkState(
        weights.length == count, "weighting: expected %s weights, got %s", count, weights.length);
    for (float weight : weights) {
      checkState(
          weight >= 0 && Float.isFinite(weight),
          "weighting: expected finite weights of at least 0, got %s",
          weight);
    }
  }

  private static double total(float[] weights) {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }

  private static double largest(float[] weights) {
    double largest = 0;
    for (float weight : weights) {
      largest = Math.max(largest, weight);
    }
    return largest;
  }

  private static double share(float[] weights, double cap) {
    int capped = 0;
    for (float weight : weights) {
      if (weight >= (float) cap) {
        capped++;
      }
    }
    return (double) capped / weights.length;
  }

  /** A batch's known tokens. */
  RewardedTokens batch(int index) {
    return batches.get(index);
  }

  /** A batch's weights in their places, [B, T]. */
  NDArray weights(int index, NDManager manager) {
    int from = batches.subList(0, index).stream().mapToInt(RewardedTokens::count).sum();
    return batches.get(index).inPlace(manager, weights, from);
  }

  /** What the loss is divided by; where nothing weighs, any number. */
  double normalizer() {
    return weightSum > 0 ? weightSum : 1;
  }

  /** What is known without the policy; loss and likelihood are given. */
  AsftScores scores(double loss, double nllSum) {
    return new AsftScores(
        loss,
        nllSum / figures.tokens(),
        figures.effectiveSampleShare(),
        figures.maxWeight(),
        figures.cappedShare(),
        figures.meanAdvantage(),
        figures.tokens(),
        figures.unknownRewards());
  }
}
