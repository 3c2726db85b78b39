package org.temper.algorithms.group;

import ai.djl.ndarray.NDArray;
import org.temper.algorithms.policygradient.LossReduction;
import org.temper.algorithms.policygradient.PolicyObjective;
import org.temper.losses.ClipRange;
import org.temper.losses.advantages.GroupAdvantages;

/**
 * What tells the group methods apart.
 *
 * @param advantages how an episode is compared with others
 * @param objective what its tokens are improved by
 * @param reduction how tokens and episodes weigh
 */
public record GroupMethod(
    AdvantageEstimator advantages, PolicyObjective objective, LossReduction reduction) {
  private static final ClipRange USUAL = ClipRange.symmetric(0.2);

  /** DAPO's "clip higher": what is unlikely can become likely faster. */
  private static final ClipRange HIGHER = new ClipRange(0.2, 0.28);

  /** Of the order that GSPO's authors use: a sequence's ratio is a mean, and hardly moves. */
  private static final ClipRange OF_SEQUENCES = new ClipRange(3e-4, 4e-4);

  /** CISPO bounds weights from above alone. */
  private static final ClipRange FROM_ABOVE = new ClipRange(1, 4);

  /**
   * Group relative policy optimization. Source: Shao et al. 2024, "DeepSeekMath", section 4.1.
   *
   * @return the method
   */
  public static GroupMethod grpo() {
    return new GroupMethod(
        GroupMethod::standardized, PolicyObjective.clipped(USUAL), LossReduction.sequenceMean());
  }

  /**
   * Decoupled clip and token mean; its dynamic sampling and overlong shaping belong to the
   * rollouts. Source: Yu et al. 2025, "DAPO", equations 8 to 13.
   *
   * @return the method
   */
  public static GroupMethod dapo() {
    return new GroupMethod(
        GroupMethod::standardized, PolicyObjective.clipped(HIGHER), LossReduction.tokenMean());
  }

  /**
   * GRPO whose tokens weigh the same within the batch at hand. Source: the loss of that name in
   * TRL's GRPO trainer.
   *
   * @return the method
   */
  public static GroupMethod bnpo() {
    return new GroupMethod(
        GroupMethod::standardized, PolicyObjective.clipped(USUAL), LossReduction.localTokenMean());
  }

  /**
   * GRPO without the division by the deviation and by the length. Source: Liu et al. 2025,
   * "Understanding R1-Zero-Like Training", section 3.2.
   *
   * @param maxLength the most tokens that a completion can have
   * @return the method
   */
  public static GroupMethod drGrpo(int maxLength) {
    return new GroupMethod(
        rewards -> GroupAdvantages.drGrpo(rewards.rewards(), rewards.mask()),
        PolicyObjective.clipped(USUAL),
        LossReduction.fixedLength(maxLength));
  }

  /**
   * Group sequence policy optimization. Source: Zheng et al. 2025, equations 5 to 7.
   *
   * @return the method
   */
  public static GroupMethod gspo() {
    return new GroupMethod(
        GroupMethod::standardized,
        PolicyObjective.gspo(OF_SEQUENCES),
        LossReduction.sequenceMean());
  }

  /**
   * Clipped importance sampling weights. Source: MiniMax 2025, "MiniMax-M1", equations 4 and 5.
   *
   * @return the method
   */
  public static GroupMethod cispo() {
    return new GroupMethod(
        GroupMethod::standardized, PolicyObjective.cispo(FROM_ABOVE), LossReduction.tokenMean());
  }

  /**
   * REINFORCE with the mean of the other episodes as its baseline, clipped: the plain gradient in
   * an iteration's first update, and bounded after it. Source: Ahmadian et al. 2024, "Back to
   * Basics", equation 7.
   *
   * @return the method
   */
  public static GroupMethod rloo() {
    return new GroupMethod(
        rewards -> GroupAdvantages.rloo(rewards.rewards(), rewards.mask()),
        PolicyObjective.clipped(USUAL),
        LossReduction.sequenceSum());
  }

  /**
   * REINFORCE++: the advantage is the reward whitened over the whole batch. Source: Hu et al. 2025,
   * "REINFORCE++".
   *
   * @return the method
   */
  public static GroupMethod reinforcePlusPlus() {
    return new GroupMethod(
        rewards -> GroupAdvantages.reinforcePlusPlus(rewards.rewards(), rewards.mask()),
        PolicyObjective.clipped(USUAL),
        LossReduction.tokenMean());
  }

  /**
   * REINFORCE++ with the group's mean taken off first. Source: Hu et al. 2025, "REINFORCE++".
   *
   * @return the method
   */
  public static GroupMethod reinforcePlusPlusBaseline() {
    return new GroupMethod(
        rewards -> GroupAdvantages.reinforcePlusPlusBaseline(rewards.rewards(), rewards.mask()),
        PolicyObjective.clipped(USUAL),
        LossReduction.tokenMean());
  }

  /**
   * REINFORCE with the reward of the greedy completion as its baseline, which the batch has to
   * bring; clipped as {@link #rloo}. Source: Li et al. 2023, "ReMax", algorithm 2.
   *
   * @return the method
   */
  public static GroupMethod remax() {
    return new GroupMethod(
        rewards ->
            GroupAdvantages.remax(
                rewards.rewards(),
                rewards
                    .greedy()
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "greedyReward: expected one in each group, got none")),
                rewards.mask()),
        PolicyObjective.clipped(USUAL),
        LossReduction.sequenceSum());
  }

  /**
   * On-policy optimization with the baseline of least variance, weighted by length; clipped as
   * {@link #rloo}. Source: Hao et al. 2025, "On-Policy RL with Optimal Reward Baseline", equation
   * 7.
   *
   * @return the method
   */
  public static GroupMethod opo() {
    return new GroupMethod(
        rewards -> GroupAdvantages.opo(rewards.rewards(), rewards.lengths(), rewards.mask()),
        PolicyObjective.clipped(USUAL),
        LossReduction.tokenMean());
  }

  /**
   * The plain policy gradient: the reward itself is the advantage.
   *
   * @return the method
   */
  public static GroupMethod reinforce() {
    return new GroupMethod(
        GroupRewards::rewards, PolicyObjective.reinforce(), LossReduction.sequenceSum());
  }

  private static NDArray standardized(GroupRewards rewards) {
    return GroupAdvantages.grpo(rewards.rewards(), rewards.mask());
  }
}
