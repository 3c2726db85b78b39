package org.temper.api.rollouts;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * An episode and what it was worth.
 *
 * @param trajectory the episode
 * @param rawReward what its judge gave: a verifier, a program, a reward model, an environment
 * @param reward the raw reward after shaping, which is what is learned from
 */
public record RewardedTrajectory(Trajectory trajectory, double rawReward, double reward) {

  /**
   * Checks the rewards.
   *
   * @throws IllegalArgumentException if a reward is not finite
   */
  public RewardedTrajectory {
    checkArgument(
        Double.isFinite(rawReward), "rawReward: expected a finite number, got %s", rawReward);
    checkArgument(Double.isFinite(reward), "reward: expected a finite number, got %s", reward);
  }

  /**
   * An episode whose reward is learned from as it is.
   *
   * @param trajectory the episode
   * @param reward what it was worth
   * @return the two together
   * @throws IllegalArgumentException if the reward is not finite
   */
  public static RewardedTrajectory of(Trajectory trajectory, double reward) {
    return new RewardedTrajectory(trajectory, reward, reward);
  }
}
