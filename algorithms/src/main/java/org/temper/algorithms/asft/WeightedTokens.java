package org.temper.algorithms.asft;

import static com.google.common.base.Preconditions.checkState;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.primitives.Floats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.temper.algorithms.logged.RewardedBatches;
import org.temper.algorithms.logged.RewardedTokens;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.losses.AdvantageWeights;

/** The known tokens of several batches with their weights, which all of them decide together. */
final class WeightedTokens {
  private final RewardedBatches logged;
  private final float[] advantages;
  private final float[] weights;
  private final double effectiveSampleSize;
  private final double cap;

  private WeightedTokens(
      RewardedBatches logged,
      float[] advantages,
      float[] weights,
      double effectiveSampleSize,
      double cap) {
    this.logged = logged;
    this.advantages = advantages;
    this.weights = weights;
    this.effectiveSampleSize = effectiveSampleSize;
    this.cap = cap;
  }

  /** Weights of one number a known token. */
  static WeightedTokens of(RewardedBatches logged, Weighting weighting) {
    float[] rewards = logged.rewards();
    float[] baselines = logged.baselines();
    float[] advantages = new float[rewards.length];
    for (int i = 0; i < advantages.length; i++) {
      advantages[i] = rewards[i] - baselines[i];
    }
    // On the host: they are read from it and needed on it, and are few.
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray weights =
          weighting.weights(new LoggedActions(manager.create(rewards), manager.create(advantages)));
      float[] values = weights.toFloatArray();
      checkWeights(values, rewards.length);
      double effective =
          AdvantageWeights.effectiveSampleSize(weights, weights.eq(weights)).getFloat();
      return new WeightedTokens(logged, advantages, values, effective, weighting.maxWeight());
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

  /**
   * A batch's known tokens and their weights.
   *
   * @param tokens the tokens, at least one
   * @param weights one number a known token
   */
  @SuppressWarnings("ArrayRecordComponent") // large, host-side, never compared
  record Part(RewardedTokens tokens, float[] weights) {}

  /** The batches that have a known token, in order. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    for (RewardedTokens tokens : logged.withKnownRewards()) {
      int to = from + tokens.count();
      parts.add(new Part(tokens, Arrays.copyOfRange(weights, from, to)));
      from = to;
    }
    return parts;
  }

  /** What the loss is divided by; where nothing weighs, any number. */
  double normalizer() {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum > 0 ? sum : 1;
  }

  /** Adds what is known without the policy. */
  MetricTally counted(MetricTally tally) {
    tally.add(AsftMetrics.EFFECTIVE_SAMPLE_SHARE, effectiveSampleSize / weights.length);
    tally.add(AsftMetrics.MAX_WEIGHT, Floats.max(weights));
    tally.add(AsftMetrics.CAPPED_SHARE, capped(), weights.length);
    tally.add(AsftMetrics.MEAN_ADVANTAGE, advantages);
    return logged.counted(tally);
  }

  private int capped() {
    int capped = 0;
    for (float weight : weights) {
      capped += weight >= (float) cap ? 1 : 0;
    }
    return capped;
  }
}
