package org.temper.samplers.rewards;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.util.stream.IntStream;

/**
 * A reward of the items of a group that were generated for one history, by where they stand in it:
 * the item that the user chose gets 1, and every other one a penalty that is the larger the higher
 * it stands. In a group without that item there is nothing to tell apart, and all get 0.
 *
 * <pre>penalty(i) = − (1 / log2(i + 2)) / Σ_j 1 / log2(j + 2),  i and j from 0 to G − 1</pre>
 *
 * <p>The penalties of a whole group add up to −1. Those of G = 16 go from −0.16377 to −0.04007.
 *
 * <p>Source: Kong et al. 2025, "MiniOneRec: An Open-Source Framework for Scaling Generative
 * Recommendation", section 3.4, <a href="https://arxiv.org/abs/2510.24431">arXiv:2510.24431</a>,
 * normalized as in its code.
 */
public final class RankReward {
  private RankReward() {}

  /**
   * The penalties of items that were not chosen.
   *
   * @param groupSize G, at least 1
   * @return [G], by position, each below 0
   * @throws IllegalArgumentException if the size is below 1
   */
  public static double[] penalties(int groupSize) {
    checkArgument(groupSize >= 1, "groupSize: expected at least 1, got %s", groupSize);
    double sum = IntStream.range(0, groupSize).mapToDouble(RankReward::discount).sum();
    return IntStream.range(0, groupSize).mapToDouble(i -> -discount(i) / sum).toArray();
  }

  private static double discount(int position) {
    return Math.log(2) / Math.log(position + 2.0);
  }

  /**
   * The rewards of a group.
   *
   * @param items what was generated, the most probable first; an item may be there several times
   * @param target what the user chose
   * @return [G]
   * @throws IllegalArgumentException if there is no item
   */
  public static double[] of(ImmutableIntArray items, int target) {
    double[] penalties = penalties(items.length());
    return IntStream.range(0, items.length())
        .mapToDouble(
            i -> {
              if (items.get(i) == target) {
                return 1;
              }
              return items.contains(target) ? penalties[i] : 0;
            })
        .toArray();
  }
}
