package org.temper.cli.recommenders.training;

import java.util.OptionalDouble;
import org.temper.cli.recommenders.training.RewardColumns.Baseline;
import org.temper.cli.recommenders.training.RewardColumns.Reward;

/**
 * Settings that every post-training method gets alike.
 *
 * @param updates of each training
 * @param batchSize sequences of an update
 * @param learningRate of AdamW
 * @param reward what the reward of an event is
 * @param baseline what A-SFT compares it with
 * @param pairs how preferences are made
 * @param groupSize items that a policy draws at each position to learn from
 * @param cap the largest weight of an event in every method that has one; empty for each its own
 */
public record PostTrainingConfig(
    int updates,
    int batchSize,
    double learningRate,
    Reward reward,
    Baseline baseline,
    PairConfig pairs,
    int groupSize,
    OptionalDouble cap) {

  /**
   * How preferences are made of a reward model's bounds.
   *
   * @param kappa standard deviations of the ensemble on either side of its mean
   * @param candidates items that are drawn at each position, beside the logged one
   * @param rejected the most rejected items of a position
   */
  public record PairConfig(double kappa, int candidates, int rejected) {}
}
