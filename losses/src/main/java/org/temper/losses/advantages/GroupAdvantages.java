package org.temper.losses.advantages;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import org.temper.losses.arrays.HostNumbers;
import org.temper.losses.arrays.Rounding;

/**
 * Advantages of several completions of one prompt, or several items for one history, from their
 * rewards alone.
 *
 * <p>Rewards are an array a group, with a number a member; groups may be of different sizes, of one
 * and of none too, so that what could not be rewarded is left out. The result has the same shape.
 *
 * <p>A group of one has nothing to be compared with: by every function that compares within the
 * group its advantage is 0. So it is where the members' rewards do not differ, but for rounding to
 * float32, in which models give rewards. Never NaN. A constant added to all rewards of a group
 * changes no advantage that is taken within the group.
 *
 * <p>Computed in float64; no argument is changed. Those that look at more than one group compute
 * over what they are given: pass all groups of an iteration together.
 */
public final class GroupAdvantages {
  private static final double SPREAD = Rounding.spread(DataType.FLOAT32);

  private GroupAdvantages() {}

  /**
   * How many standard deviations a reward is above its group's mean.
   *
   * <pre>A = (r − mean) / std, of the group; std unbiased</pre>
   *
   * <p>Multiplying all rewards of a group by a positive number changes nothing. Special cases: a
   * group of two has ±√½. Public implementations add a small number to the deviation (TRL 1e-4,
   * verl 1e-6); nothing is added here.
   *
   * <p>Source: Shao et al. 2024, "DeepSeekMath", section 4.1.2 (GRPO, outcome supervision), <a
   * href="https://arxiv.org/abs/2402.03300">arXiv:2402.03300</a>.
   *
   * @param rewards of each group's members
   * @return the advantages, of the same shape
   * @throws IllegalArgumentException if a reward is not finite
   */
  public static double[][] grpo(double[][] rewards) {
    double[][] advantages = drGrpo(rewards);
    for (int group = 0; group < rewards.length; group++) {
      scale(new double[][] {advantages[group]}, new double[][] {rewards[group]});
    }
    return advantages;
  }

  /**
   * How far a reward is above its group's mean.
   *
   * <pre>A = r − mean, of the group</pre>
   *
   * <p>Source: Liu et al. 2025, "Understanding R1-Zero-Like Training" (Dr. GRPO), section 3.2, <a
   * href="https://arxiv.org/abs/2503.20783">arXiv:2503.20783</a>.
   *
   * @param rewards of each group's members
   * @return the advantages, of the same shape
   * @throws IllegalArgumentException if a reward is not finite
   */
  public static double[][] drGrpo(double[][] rewards) {
    checkFinite(rewards);
    double[][] advantages = new double[rewards.length][];
    for (int group = 0; group < rewards.length; group++) {
      advantages[group] = less(rewards[group], mean(rewards[group]));
    }
    return advantages;
  }

  /**
   * How far a reward is above the mean of the group's other rewards, an unbiased baseline.
   *
   * <pre>A_i = r_i − Σ_{j≠i} r_j / (n − 1) = n / (n − 1) · (r_i − mean), n the group's size</pre>
   *
   * <p>Source: Ahmadian et al. 2024, "Back to Basics: Revisiting REINFORCE Style Optimization for
   * Learning from Human Feedback in LLMs", the RLOO estimator, <a
   * href="https://arxiv.org/abs/2402.14740">arXiv:2402.14740</a>.
   *
   * @param rewards of each group's members
   * @return the advantages, of the same shape
   * @throws IllegalArgumentException if a reward is not finite
   */
  public static double[][] rloo(double[][] rewards) {
    double[][] advantages = drGrpo(rewards);
    for (double[] group : advantages) {
      for (int i = 0; i < group.length; i++) {
        group[i] *= group.length > 1 ? group.length / (group.length - 1.0) : 0;
      }
    }
    return advantages;
  }

  /**
   * How many standard deviations a reward is above the mean of all groups' rewards.
   *
   * <pre>A = (r − mean) / std, of all groups together; std unbiased</pre>
   *
   * <p>Groups do not matter here, so a group of one is not 0. Where all rewards are equal, all are
   * 0. The paper normalizes over tokens, which counts long completions for more; here each
   * completion counts once.
   *
   * <p>Source: Hu et al. 2025, "REINFORCE++", <a
   * href="https://arxiv.org/abs/2501.03262">arXiv:2501.03262</a>.
   *
   * @param rewards of each group's members
   * @return the advantages, of the same shape
   * @throws IllegalArgumentException if a reward is not finite
   */
  public static double[][] reinforcePlusPlus(double[][] rewards) {
    checkFinite(rewards);
    double mean = mean(Arrays.stream(rewards).flatMapToDouble(Arrays::stream).toArray());
    double[][] advantages = new double[rewards.length][];
    for (int group = 0; group < rewards.length; group++) {
      advantages[group] = less(rewards[group], mean);
    }
    scale(advantages, rewards);
    return advantages;
  }

  /**
   * How far a reward is above its group's mean, in standard deviations of that over all groups.
   *
   * <pre>D = r − mean, of the group;  A = D / std(D), of all groups together; std unbiased</pre>
   *
   * <p>The mean of D over all groups is 0 already. As for {@link #reinforcePlusPlus}, each
   * completion counts once. Special cases: of a single group it is {@link #grpo}.
   *
   * <p>Source: Hu et al. 2025, "REINFORCE++", the form with a baseline, <a
   * href="https://arxiv.org/abs/2501.03262">arXiv:2501.03262</a>.
   *
   * @param rewards of each group's members
   * @return the advantages, of the same shape
   * @throws IllegalArgumentException if a reward is not finite
   */
  public static double[][] reinforcePlusPlusBaseline(double[][] rewards) {
    double[][] advantages = drGrpo(rewards);
    scale(advantages, rewards);
    return advantages;
  }

  /**
   * How much a sampled completion's reward is above that of the greedy one.
   *
   * <pre>A = r − r_greedy</pre>
   *
   * <p>A group of one is compared with the greedy completion like any other.
   *
   * <p>Source: Li et al. 2023, "ReMax: A Simple, Effective, and Efficient Reinforcement Learning
   * Method for Aligning Large Language Models", algorithm 1, <a
   * href="https://arxiv.org/abs/2310.10505">arXiv:2310.10505</a>.
   *
   * @param rewards of each group's members
   * @param greedyRewards of each prompt's greedily decoded completion; not looked at for a group
   *     without a member
   * @return the advantages, of the same shape as the rewards
   * @throws IllegalArgumentException if a number is not finite, or there is not one greedy reward
   *     for each group
   */
  public static double[][] remax(double[][] rewards, double[] greedyRewards) {
    checkFinite(rewards);
    checkArgument(
        greedyRewards.length == rewards.length,
        "greedyRewards: expected %s, one for each group, got %s",
        rewards.length,
        greedyRewards.length);
    double[][] advantages = new double[rewards.length][];
    for (int group = 0; group < rewards.length; group++) {
      if (rewards[group].length > 0) {
        HostNumbers.checkFinite("greedyRewards", greedyRewards[group], group);
      }
      advantages[group] = less(rewards[group], greedyRewards[group]);
    }
    return advantages;
  }

  /**
   * How far a reward is above the mean of its group, each completion counting by its length: the
   * baseline of least variance where a completion's gradient grows with its length.
   *
   * <pre>A = r − Σ length · r / Σ length, of the group</pre>
   *
   * <p>Special cases: of equal lengths, or of none, it is {@link #drGrpo}.
   *
   * <p>Source: Hao et al. 2025, "On-Policy RL with Optimal Reward Baseline" (OPO), section 3, <a
   * href="https://arxiv.org/abs/2505.23585">arXiv:2505.23585</a>.
   *
   * @param rewards of each group's members
   * @param lengths tokens of each completion, of the same shape, at least 0
   * @return the advantages, of the same shape
   * @throws IllegalArgumentException if a reward is not finite, a length is negative, or the shapes
   *     differ
   */
  public static double[][] opo(double[][] rewards, int[][] lengths) {
    checkFinite(rewards);
    checkArgument(
        lengths.length == rewards.length,
        "lengths: expected %s groups, got %s",
        rewards.length,
        lengths.length);
    double[][] advantages = new double[rewards.length][];
    for (int group = 0; group < rewards.length; group++) {
      checkArgument(
          lengths[group].length == rewards[group].length,
          "lengths[%s]: expected %s, one for each reward, got %s",
          group,
          rewards[group].length,
          lengths[group].length);
      for (int length : lengths[group]) {
        checkArgument(length >= 0, "lengths[%s]: expected numbers from 0, got %s", group, length);
      }
      advantages[group] = less(rewards[group], mean(rewards[group], lengths[group]));
    }
    return advantages;
  }

  private static void checkFinite(double[][] rewards) {
    for (int group = 0; group < rewards.length; group++) {
      for (int i = 0; i < rewards[group].length; i++) {
        HostNumbers.checkFinite("rewards[" + group + "]", rewards[group][i], i);
      }
    }
  }

  private static double mean(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      // From the first number on, so that equal numbers have exactly their mean.
      sum += number - numbers[0];
    }
    return numbers.length > 0 ? numbers[0] + sum / numbers.length : 0;
  }

  /** The mean of numbers that count by their lengths; the plain one where all lengths are 0. */
  private static double mean(double[] numbers, int[] lengths) {
    double sum = 0;
    double total = 0;
    for (int i = 0; i < numbers.length; i++) {
      sum += lengths[i] * (numbers[i] - numbers[0]);
      total += lengths[i];
    }
    return total > 0 ? numbers[0] + sum / total : mean(numbers);
  }

  private static double[] less(double[] numbers, double baseline) {
    return Arrays.stream(numbers).map(number -> number - baseline).toArray();
  }

  /**
   * Divides centered rewards by their unbiased standard deviation over all groups; makes them 0
   * where it is no more than rounding of the rewards.
   */
  private static void scale(double[][] centered, double[][] rewards) {
    double largest = 0;
    double squares = 0;
    int count = 0;
    for (int group = 0; group < rewards.length; group++) {
      for (int i = 0; i < rewards[group].length; i++) {
        largest = Math.max(largest, Math.abs(rewards[group][i]));
        squares += centered[group][i] * centered[group][i];
        count++;
      }
    }
    double deviation = Math.sqrt(squares / Math.max(1, count - 1));
    boolean differs = deviation > largest * SPREAD;
    for (double[] group : centered) {
      for (int i = 0; i < group.length; i++) {
        group[i] = differs ? group[i] / deviation : 0;
      }
    }
  }
}
