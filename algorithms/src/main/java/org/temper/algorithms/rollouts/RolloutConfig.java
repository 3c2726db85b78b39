package org.temper.algorithms.rollouts;

import static com.google.common.base.Preconditions.checkArgument;

import org.temper.samplers.rewards.RewardShaping;

/**
 * Settings of what an iteration plays, and what is made of its rewards.
 *
 * @param prompts P, the prompts of an iteration, at least 1
 * @param groupSize G, the episodes of each prompt, at least 1
 * @param shaping what is made of the raw rewards; given all known rewards of an iteration at once,
 *     greedy ones last
 * @param dynamicSampling what becomes of groups whose rewards do not differ
 * @param greedyBaseline whether greedy completions are rewarded too
 */
public record RolloutConfig(
    int prompts,
    int groupSize,
    RewardShaping shaping,
    DynamicSampling dynamicSampling,
    GreedyBaseline greedyBaseline) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is below 1, or groups of one are to differ
   */
  public RolloutConfig {
    checkArgument(prompts >= 1, "prompts: expected at least 1, got %s", prompts);
    checkArgument(groupSize >= 1, "groupSize: expected at least 1, got %s", groupSize);
    checkArgument(
        groupSize >= 2 || dynamicSampling.maxRounds() == 0,
        "groupSize: expected at least 2 with dynamic sampling, got %s",
        groupSize);
  }

  /**
   * Rewards as they are, every group kept, no greedy completions.
   *
   * @param prompts P, the prompts of an iteration, at least 1
   * @param groupSize G, the episodes of each prompt, at least 1
   * @return the configuration
   * @throws IllegalArgumentException if a number is below 1
   */
  public static RolloutConfig of(int prompts, int groupSize) {
    return new RolloutConfig(
        prompts, groupSize, RewardShaping.identity(), DynamicSampling.off(), GreedyBaseline.NONE);
  }

  /**
   * This configuration with another number of prompts.
   *
   * @param value P, the prompts of an iteration, at least 1
   * @return a new configuration
   * @throws IllegalArgumentException if it is below 1
   */
  public RolloutConfig withPrompts(int value) {
    return new RolloutConfig(value, groupSize, shaping, dynamicSampling, greedyBaseline);
  }

  /**
   * This configuration with another shaping.
   *
   * @param value what is made of the raw rewards
   * @return a new configuration
   */
  public RolloutConfig withShaping(RewardShaping value) {
    return new RolloutConfig(prompts, groupSize, value, dynamicSampling, greedyBaseline);
  }

  /**
   * This configuration with another rule for groups whose rewards do not differ.
   *
   * @param value the rule
   * @return a new configuration
   * @throws IllegalArgumentException if groups of one are to differ
   */
  public RolloutConfig withDynamicSampling(DynamicSampling value) {
    return new RolloutConfig(prompts, groupSize, shaping, value, greedyBaseline);
  }

  /**
   * This configuration with greedy completions or without.
   *
   * @param value whether they are rewarded too
   * @return a new configuration
   */
  public RolloutConfig withGreedyBaseline(GreedyBaseline value) {
    return new RolloutConfig(prompts, groupSize, shaping, dynamicSampling, value);
  }
}
