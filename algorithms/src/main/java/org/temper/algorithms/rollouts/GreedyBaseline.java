package org.temper.algorithms.rollouts;

/**
 * The choice of whether the greedy completion of each prompt is rewarded too, as ReMax asks for.
 */
public enum GreedyBaseline {
  /** It is not: groups have no greedy reward. */
  NONE,
  /**
   * It is: one more episode for each prompt, at temperature 0. Where its reward is not known, the
   * whole group is left out. Li et al. 2023, ReMax: A Simple, Effective, and Efficient
   * Reinforcement Learning Method for Aligning Large Language Models, equation 6.
   */
  PLAYED
}
