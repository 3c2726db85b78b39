package org.temper.algorithms.asft;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Baselines of rewards without a model: exact means over groups of a log's events, an event's own
 * reward included, with no pull to a common mean. For flat arrays with one entry an event, where a
 * reward of NaN is not known and is skipped.
 */
public final class Baselines {
  private Baselines() {}

  /**
   * The mean reward of each event's user: how generous the user is. Adding a constant to all
   * rewards of a user then changes no advantage.
   *
   * @param users the user of each event
   * @param rewards the reward of each event, in the same order
   * @return a baseline for each event; NaN where none of the user's rewards is known
   * @throws IllegalArgumentException if the arrays differ in length, or a reward is infinite
   */
  public static double[] userMeans(int[] users, double[] rewards) {
    return means("users", users, rewards);
  }

  /**
   * The mean reward of each event's item: how good the item is for everyone.
   *
   * @param items the item of each event
   * @param rewards the reward of each event, in the same order
   * @return a baseline for each event; NaN where none of the item's rewards is known
   * @throws IllegalArgumentException if the arrays differ in length, or a reward is infinite
   */
  public static double[] itemMeans(int[] items, double[] rewards) {
    return means("items", items, rewards);
  }

  /**
   * The mean reward of all events: of a log, or of a batch where the rewards are a batch's.
   *
   * @param rewards the reward of each event
   * @return the same baseline for each event; NaN where no reward is known
   * @throws IllegalArgumentException if a reward is infinite
   */
  public static double[] globalMean(double[] rewards) {
    return means("groups", new int[rewards.length], rewards);
  }

  private static double[] means(String argument, int[] groups, double[] rewards) {
    checkArgument(
        groups.length == rewards.length,
        "%s: expected %s, one for each reward, got %s",
        argument,
        rewards.length,
        groups.length);
    Map<Integer, Mean> means = new HashMap<>();
    for (int i = 0; i < rewards.length; i++) {
      double reward = rewards[i];
      checkArgument(!Double.isInfinite(reward), "rewards: expected finite or NaN, got %s", reward);
      if (!Double.isNaN(reward)) {
        means.computeIfAbsent(groups[i], group -> new Mean()).add(reward);
      }
    }
    Mean none = new Mean();
    return Arrays.stream(groups)
        .mapToDouble(group -> means.getOrDefault(group, none).value())
        .toArray();
  }

  private static final class Mean {
    private double sum;
    private long count;

    void add(double value) {
      sum += value;
      count++;
    }

    /** NaN where nothing was added. */
    double value() {
      return sum / count;
    }
  }
}
