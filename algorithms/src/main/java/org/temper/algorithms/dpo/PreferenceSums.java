package org.temper.algorithms.dpo;

import ai.djl.ndarray.NDArray;
import java.util.stream.IntStream;
import org.temper.losses.ImplicitRewards;
import org.temper.losses.PolicyPair;

/** Adds up, over micro-batches, what {@link PreferenceScores} averages. */
final class PreferenceSums {
  private final long pairs;
  private double loss;
  private double chosenReward;
  private double rejectedReward;
  private double wins;
  private double chosenLogProb;
  private double rejectedLogProb;

  /**
   * Sums of nothing.
   *
   * @param pairs how many pairs all micro-batches have together
   */
  PreferenceSums(long pairs) {
    this.pairs = pairs;
  }

  long pairs() {
    return pairs;
  }

  void add(double lossShare, PolicyPair policy, ImplicitRewards rewards) {
    float[] chosen = rewards.chosen().toFloatArray();
    float[] rejected = rewards.rejected().toFloatArray();
    loss += lossShare;
    chosenReward += sum(chosen);
    rejectedReward += sum(rejected);
    wins += IntStream.range(0, chosen.length).filter(i -> chosen[i] > rejected[i]).count();
    chosenLogProb += sum(policy.chosen());
    rejectedLogProb += sum(policy.rejected());
  }

  PreferenceScores mean() {
    return new PreferenceScores(
        loss,
        chosenReward / pairs,
        rejectedReward / pairs,
        (chosenReward - rejectedReward) / pairs,
        wins / pairs,
        chosenLogProb / pairs,
        rejectedLogProb / pairs);
  }

  private static double sum(NDArray array) {
    return sum(array.toFloatArray());
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
