package org.temper.algorithms.reward;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import org.temper.api.ComparisonBatch;
import org.temper.api.ComparisonBatch.Comparison;

/** Adds up, over micro-batches, what {@link RewardScores} averages. */
final class RewardSums {
  private final long groups;
  private double loss;
  private double wins;
  private double margins;
  private long comparisons;
  private double rewards;
  private double squares;
  private long sequences;

  private RewardSums(long groups) {
    this.groups = groups;
  }

  /** Sums of nothing, for these batches together. */
  static RewardSums of(String argument, List<ComparisonBatch> batches) {
    checkArgument(!batches.isEmpty(), "%s: expected at least one, got none", argument);
    return new RewardSums(batches.stream().mapToLong(batch -> batch.groups().size()).sum());
  }

  /** How many groups all batches have together. */
  long groups() {
    return groups;
  }

  void add(double lossShare, ComparisonBatch batch, double[] given) {
    loss += lossShare;
    for (Comparison comparison : batch.comparisons()) {
      double lead = given[comparison.chosen()] - given[comparison.rejected()];
      margins += lead;
      wins += lead > 0 ? 1 : 0;
      comparisons++;
    }
    for (double reward : given) {
      rewards += reward;
      squares += reward * reward;
      sequences++;
    }
  }

  RewardScores mean() {
    double meanReward = rewards / sequences;
    return new RewardScores(
        loss,
        wins / comparisons,
        margins / comparisons,
        meanReward,
        Math.sqrt(Math.max(0, squares / sequences - meanReward * meanReward)));
  }
}
