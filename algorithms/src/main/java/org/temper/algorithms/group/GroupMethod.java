package org.temper.algorithms.group;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.temper.algorithms.policygradient.LossReduction;
import org.temper.algorithms.policygradient.PolicyObjective;
import org.temper.losses.ClipRange;
import org.temper.losses.PolicyLosses;
import org.temper.losses.Reductions;
import org.temper.losses.advantages.GroupAdvantages;

/**
 * A group method: three functions that tell it apart from the others, and the scale of its
 * advantages.
 *
 * @param name what it is called in a run's identity
 * @param advantages how an episode is compared with others, by {@link GroupAdvantages}
 * @param objective what its tokens are improved by
 * @param reduction from the losses of tokens to one
 * @param scale what the advantages were divided by
 */
public record GroupMethod(
    String name,
    AdvantageEstimator advantages,
    PolicyObjective objective,
    LossReduction reduction,
    Scale scale) {
  private static final ClipRange USUAL = ClipRange.symmetric(0.2);

  /** DAPO's "clip higher": what is unlikely can become likely faster. */
  private static final ClipRange HIGHER = new ClipRange(0.2, 0.28);

  /** Of the order that GSPO's authors use: a sequence's ratio is a mean, and hardly moves. */
  private static final ClipRange OF_SEQUENCES = new ClipRange(3e-4, 4e-4);

  /** CISPO bounds weights from above alone. */
  private static final ClipRange FROM_ABOVE = new ClipRange(1, 4);

  /** What advantages are divided by. */
  public enum Scale {
    /** Nothing: they are as large as the rewards' differences. */
    REWARDS,
    /** One deviation for all episodes of an iteration, which hardly depends on a single one. */
    BATCH_DEVIATION,
    /**
     * Each group's own deviation: groups whose outcomes happen to be alike count more, so that it
     * is no longer the expected reward that rises. A {@linkplain
     * org.temper.api.rollouts.RewardKind#PROPER_SCORE proper score} does not survive it.
     */
    GROUP_DEVIATION
  }

  /**
   * The rewards of groups, to estimate advantages from: an array a group, with a number a member.
   *
   * @param rewards of the members
   * @param lengths tokens that the policy produced in each episode, of the same shape
   * @param greedy of each prompt's greedy completion, where there are any
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record GroupRewards(double[][] rewards, int[][] lengths, Optional<double[]> greedy) {}

  /** From the rewards of groups to how much better each episode did than was to be expected. */
  @FunctionalInterface
  public interface AdvantageEstimator {

    /**
     * The advantages.
     *
     * @param rewards the rewards of all groups of an iteration
     * @return of the same shape as the rewards
     * @throws IllegalArgumentException if the estimator needs what is not there
     */
    double[][] advantages(GroupRewards rewards);
  }

  private static AdvantageEstimator of(UnaryOperator<double[][]> estimator) {
    return groups -> estimator.apply(groups.rewards());
  }

  /**
   * Group relative policy optimization: {@link GroupAdvantages#grpo}, {@link PolicyLosses#clipped}
   * and {@link Reductions#sequenceMeanTokenMean(NDArray, NDArray, double)}.
   *
   * <pre>A = (R − mean) / std, of the group;  r = π / π_old
   * loss = mean over completions of means over tokens of −min(r · A, clip(r, 0.8, 1.2) · A)</pre>
   *
   * <p>Source: Shao et al. 2024, "DeepSeekMath", section 4.1, <a
   * href="https://arxiv.org/abs/2402.03300">arXiv:2402.03300</a>.
   *
   * @return the method
   */
  public static GroupMethod grpo() {
    return new GroupMethod(
        "grpo",
        of(GroupAdvantages::grpo),
        PolicyObjective.clipped(USUAL),
        LossReduction.sequenceMean(),
        Scale.GROUP_DEVIATION);
  }

  /**
   * Decoupled clip and token mean; its dynamic sampling and overlong shaping belong to the
   * rollouts. Source: Yu et al. 2025, "DAPO", equations 8 to 13.
   *
   * @return the method
   */
  public static GroupMethod dapo() {
    return new GroupMethod(
        "dapo",
        of(GroupAdvantages::grpo),
        PolicyObjective.clipped(HIGHER),
        LossReduction.tokenMean(),
        Scale.GROUP_DEVIATION);
  }

  /**
   * GRPO whose tokens count the same within the batch at hand. Source: the loss of that name in
   * TRL's GRPO trainer.
   *
   * @return the method
   */
  public static GroupMethod bnpo() {
    return new GroupMethod(
        "bnpo",
        of(GroupAdvantages::grpo),
        PolicyObjective.clipped(USUAL),
        LossReduction.localTokenMean(),
        Scale.GROUP_DEVIATION);
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
        "dr_grpo",
        of(GroupAdvantages::drGrpo),
        PolicyObjective.clipped(USUAL),
        LossReduction.fixedLength(maxLength),
        Scale.REWARDS);
  }

  /**
   * Group sequence policy optimization. Source: Zheng et al. 2025, equations 5 to 7.
   *
   * @return the method
   */
  public static GroupMethod gspo() {
    return new GroupMethod(
        "gspo",
        of(GroupAdvantages::grpo),
        PolicyObjective.gspo(OF_SEQUENCES),
        LossReduction.sequenceMean(),
        Scale.GROUP_DEVIATION);
  }

  /**
   * Clipped importance sampling weights. Source: MiniMax 2025, "MiniMax-M1", equations 4 and 5.
   *
   * @return the method
   */
  public static GroupMethod cispo() {
    return new GroupMethod(
        "cispo",
        of(GroupAdvantages::grpo),
        PolicyObjective.cispo(FROM_ABOVE),
        LossReduction.tokenMean(),
        Scale.GROUP_DEVIATION);
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
        "rloo",
        of(GroupAdvantages::rloo),
        PolicyObjective.clipped(USUAL),
        LossReduction.sequenceSum(),
        Scale.REWARDS);
  }

  /**
   * REINFORCE++: the advantage is the reward whitened over the whole batch. Source: Hu et al. 2025,
   * "REINFORCE++".
   *
   * @return the method
   */
  public static GroupMethod reinforcePlusPlus() {
    return new GroupMethod(
        "reinforce_plus_plus",
        of(GroupAdvantages::reinforcePlusPlus),
        PolicyObjective.clipped(USUAL),
        LossReduction.tokenMean(),
        Scale.BATCH_DEVIATION);
  }

  /**
   * REINFORCE++ with the group's mean taken off first. Source: Hu et al. 2025, "REINFORCE++".
   *
   * @return the method
   */
  public static GroupMethod reinforcePlusPlusBaseline() {
    return new GroupMethod(
        "reinforce_plus_plus_baseline",
        of(GroupAdvantages::reinforcePlusPlusBaseline),
        PolicyObjective.clipped(USUAL),
        LossReduction.tokenMean(),
        Scale.BATCH_DEVIATION);
  }

  /**
   * REINFORCE with the reward of the greedy completion as its baseline, which the batch has to
   * bring; clipped as {@link #rloo}. Source: Li et al. 2023, "ReMax", algorithm 2.
   *
   * @return the method
   */
  public static GroupMethod remax() {
    return new GroupMethod(
        "remax",
        groups -> GroupAdvantages.remax(groups.rewards(), greedy(groups)),
        PolicyObjective.clipped(USUAL),
        LossReduction.sequenceSum(),
        Scale.REWARDS);
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
        "opo",
        groups -> GroupAdvantages.opo(groups.rewards(), groups.lengths()),
        PolicyObjective.clipped(USUAL),
        LossReduction.tokenMean(),
        Scale.REWARDS);
  }

  /**
   * The plain policy gradient: the reward itself is the advantage.
   *
   * @return the method
   */
  public static GroupMethod reinforce() {
    return new GroupMethod(
        "reinforce",
        GroupRewards::rewards,
        PolicyObjective.reinforce(),
        LossReduction.sequenceSum(),
        Scale.REWARDS);
  }

  private static double[] greedy(GroupRewards groups) {
    return groups
        .greedy()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "greedyReward: expected one in each group, got none; play them with"
                        + " GreedyBaseline.PLAYED"));
  }
}
