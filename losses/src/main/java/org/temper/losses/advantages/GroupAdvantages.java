package org.temper.losses.advantages;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.HostNumbers;

/**
 * Advantages of several completions of one prompt, or several items for one history, from their
 * rewards alone.
 *
 * <p>Rewards are [P, G], a row a group; the mask says which entries a group has, so groups may be
 * of different sizes and what could not be rewarded is left out. Nothing outside the mask is looked
 * at, and the advantage there is 0.
 *
 * <p>A group of one has nothing to be compared with: by every function that compares within the
 * group its advantage is 0. So it is where the members' rewards do not differ, but for rounding.
 * Never NaN. A constant added to all rewards of a group changes no advantage that is taken within
 * the group.
 *
 * <p>Computed in float64 on the host; no gradient flows through a result. Those that look at more
 * than one group compute over what they are given: pass all groups of an iteration together.
 */
public final class GroupAdvantages {
  private GroupAdvantages() {}

  /**
   * How many standard deviations a reward is above its group's mean.
   *
   * <pre>A = (r − mean) / std, of the group; std unbiased</pre>
   *
   * <p>Multiplying all rewards of a group by a positive number changes nothing. Public
   * implementations add a small number to the deviation (TRL 1e-4, verl 1e-6); nothing is added
   * here.
   *
   * <p>Source: Shao et al. 2024, "DeepSeekMath", section 4.1.2 (GRPO, outcome supervision).
   *
   * @param rewards floating [P, G]
   * @param mask true for each member of a group, boolean [P, G]
   * @return the advantages, [P, G]; 0 outside the mask
   * @throws IllegalArgumentException if {@code rewards} is not floating [P, G] and finite inside
   *     the mask, or {@code mask} is not boolean of the same shape
   */
  public static NDArray grpo(NDArray rewards, NDArray mask) {
    RewardGroups groups = RewardGroups.of(rewards, mask);
    double[] advantages = groups.lessMean();
    for (int group = 0; group < groups.groups(); group++) {
      int from = group * groups.size();
      scale(advantages, groups, from, from + groups.size());
    }
    return groups.array(advantages);
  }

  /**
   * How far a reward is above its group's mean.
   *
   * <pre>A = r − mean, of the group</pre>
   *
   * <p>Source: Liu et al. 2025, "Understanding R1-Zero-Like Training" (Dr. GRPO), section 3.2.
   *
   * @param rewards floating [P, G]
   * @param mask true for each member of a group, boolean [P, G]
   * @return the advantages, [P, G]; 0 outside the mask
   * @throws IllegalArgumentException as {@link #grpo}
   */
  public static NDArray drGrpo(NDArray rewards, NDArray mask) {
    RewardGroups groups = RewardGroups.of(rewards, mask);
    return groups.array(groups.lessMean());
  }

  /**
   * How far a reward is above the mean of the group's other rewards, an unbiased baseline.
   *
   * <pre>A_i = r_i − Σ_{j≠i} r_j / (n − 1) = n / (n − 1) · (r_i − mean), n the group's size</pre>
   *
   * <p>Source: Ahmadian et al. 2024, "Back to Basics: Revisiting REINFORCE Style Optimization for
   * Learning from Human Feedback in LLMs", the RLOO estimator.
   *
   * @param rewards floating [P, G]
   * @param mask true for each member of a group, boolean [P, G]
   * @return the advantages, [P, G]; 0 outside the mask
   * @throws IllegalArgumentException as {@link #grpo}
   */
  public static NDArray rloo(NDArray rewards, NDArray mask) {
    RewardGroups groups = RewardGroups.of(rewards, mask);
    double[] advantages = groups.lessMean();
    for (int i = 0; i < advantages.length; i++) {
      int count = groups.count(i / groups.size());
      advantages[i] *= count > 1 ? count / (count - 1.0) : 0;
    }
    return groups.array(advantages);
  }

  /**
   * How many standard deviations a reward is above the mean of all groups' rewards.
   *
   * <pre>A = (r − mean) / std, of all groups together; std unbiased</pre>
   *
   * <p>Groups do not matter here, so a group of one is not 0. Where all rewards are equal, all are
   * 0. The paper normalizes over tokens, which weighs long completions more; here each completion
   * counts once.
   *
   * <p>Source: Hu et al. 2025, "REINFORCE++".
   *
   * @param rewards floating [P, G]
   * @param mask true for each member of a group, boolean [P, G]
   * @return the advantages, [P, G]; 0 outside the mask
   * @throws IllegalArgumentException as {@link #grpo}
   */
  public static NDArray reinforcePlusPlus(NDArray rewards, NDArray mask) {
    ArrayChecks.checkFloating("rewards", rewards);
    RewardGroups all = RewardGroups.of(rewards.reshape(1, -1), mask.reshape(1, -1));
    double[] advantages = all.lessMean();
    scale(advantages, all, 0, advantages.length);
    return HostNumbers.like(rewards, advantages, rewards.getShape());
  }

  /**
   * How far a reward is above its group's mean, in standard deviations of that over all groups.
   *
   * <pre>D = r − mean, of the group;  A = D / std(D), of all groups together; std unbiased</pre>
   *
   * <p>The mean of D over all groups is 0 already. As for {@link #reinforcePlusPlus}, each
   * completion counts once.
   *
   * <p>Source: Hu et al. 2025, "REINFORCE++", the form with a baseline.
   *
   * @param rewards floating [P, G]
   * @param mask true for each member of a group, boolean [P, G]
   * @return the advantages, [P, G]; 0 outside the mask
   * @throws IllegalArgumentException as {@link #grpo}
   */
  public static NDArray reinforcePlusPlusBaseline(NDArray rewards, NDArray mask) {
    RewardGroups groups = RewardGroups.of(rewards, mask);
    double[] advantages = groups.lessMean();
    scale(advantages, groups, 0, advantages.length);
    return groups.array(advantages);
  }

  /**
   * How much a sampled completion's reward is above that of the greedy one.
   *
   * <pre>A = r − r_greedy</pre>
   *
   * <p>A group of one is compared with the greedy completion like any other.
   *
   * <p>Source: Li et al. 2023, "ReMax: A Simple, Effective, and Efficient Reinforcement Learning
   * Method for Aligning Large Language Models", algorithm 1.
   *
   * @param rewards floating [P, G]
   * @param greedyRewards of each prompt's greedily decoded completion, floating [P]
   * @param mask true for each member of a group, boolean [P, G]
   * @return the advantages, [P, G]; 0 outside the mask
   * @throws IllegalArgumentException as {@link #grpo}, or if {@code greedyRewards} is not floating
   *     [P] and finite for each group that has a member
   */
  public static NDArray remax(NDArray rewards, NDArray greedyRewards, NDArray mask) {
    RewardGroups groups = RewardGroups.of(rewards, mask);
    return groups.array(groups.less(groups.baselines("greedyRewards", greedyRewards)));
  }

  /**
   * How far a reward is above the mean of its group weighted by length, the baseline of least
   * variance where a completion's gradient grows with its length.
   *
   * <pre>A = r − Σ length · r / Σ length, of the group</pre>
   *
   * <p>A group without any length is weighed equally.
   *
   * <p>Source: Hao et al. 2025, "On-Policy RL with Optimal Reward Baseline" (OPO), section 3.
   *
   * @param rewards floating [P, G]
   * @param lengths tokens of each completion, floating [P, G], at least 0
   * @param mask true for each member of a group, boolean [P, G]
   * @return the advantages, [P, G]; 0 outside the mask
   * @throws IllegalArgumentException as {@link #grpo}, or if {@code lengths} is not floating of the
   *     same shape, finite and at least 0 inside the mask
   */
  public static NDArray opo(NDArray rewards, NDArray lengths, NDArray mask) {
    RewardGroups groups = RewardGroups.of(rewards, mask);
    ArrayChecks.checkFloating("lengths", lengths);
    ArrayChecks.checkSameShape("lengths", lengths, rewards);
    double[] weights = HostNumbers.doubles(lengths);
    HostNumbers.checkFinite("lengths", weights, groups.keep());
    for (int i = 0; i < weights.length; i++) {
      double length = groups.keep()[i] ? weights[i] : 0;
      checkArgument(length >= 0, "lengths: expected at least 0, got %s", length);
    }
    double[] baselines = new double[groups.groups()];
    for (int group = 0; group < baselines.length; group++) {
      baselines[group] = groups.mean(group, weights);
    }
    return groups.array(groups.less(baselines));
  }

  private static void scale(double[] centered, RewardGroups groups, int from, int to) {
    double divisor = groups.divisor(centered, from, to);
    for (int i = from; i < to; i++) {
      centered[i] = Double.isFinite(divisor) ? centered[i] / divisor : 0;
    }
  }
}
