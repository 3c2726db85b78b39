package org.temper.algorithms.rollouts;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The choice of whether groups whose rewards do not differ, from which a group's own baseline
 * learns nothing, are dropped and replaced by other prompts. Yu et al. 2025, DAPO: An Open-Source
 * LLM Reinforcement Learning System at Scale, section 3.2.
 *
 * <p>It is the raw rewards that have to differ: shaped ones with any penalty on length nearly
 * always do.
 *
 * @param maxRounds the most times that an iteration samples, its first time included; from the
 *     second time on as many prompts as groups are missing. 0 where every group stays
 */
public record DynamicSampling(int maxRounds) {

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if {@code maxRounds} is negative
   */
  public DynamicSampling {
    checkArgument(maxRounds >= 0, "maxRounds: expected at least 0, got %s", maxRounds);
  }

  /**
   * Every group stays.
   *
   * @return no rounds
   */
  public static DynamicSampling off() {
    return new DynamicSampling(0);
  }

  /**
   * Groups that do not differ are dropped, and replaced while there are rounds and prompts left.
   *
   * @param maxRounds the most times that an iteration samples, at least 1; 1 drops and never
   *     replaces
   * @return the rule
   * @throws IllegalArgumentException if {@code maxRounds} is below 1
   */
  public static DynamicSampling upTo(int maxRounds) {
    checkArgument(maxRounds >= 1, "maxRounds: expected at least 1, got %s", maxRounds);
    return new DynamicSampling(maxRounds);
  }
}
