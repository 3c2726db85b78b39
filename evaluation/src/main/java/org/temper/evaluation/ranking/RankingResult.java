package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Map;

/**
 * Where a scorer ranked each target, and what follows.
 *
 * @param users whose each target is
 * @param levels {@link TargetGroup#HIGH} or {@link TargetGroup#LOW} for each target, {@link
 *     TargetGroup#ALL} for one that is neither; empty where no threshold was set
 * @param above how many items scored higher than each target
 * @param tied how many other items scored the same as each target
 * @param metrics what {@link #figures} reports of each group
 * @param recommended figures of what was recommended, such as {@code coverage@10}, by name
 */
public record RankingResult(
    ImmutableIntArray users,
    List<TargetGroup> levels,
    ImmutableIntArray above,
    ImmutableIntArray tied,
    List<RankingMetric> metrics,
    Map<String, Double> recommended) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there are not as many of one thing as of another
   */
  public RankingResult {
    levels = ImmutableList.copyOf(levels);
    metrics = ImmutableList.copyOf(metrics);
    recommended = ImmutableMap.copyOf(recommended);
    checkLength("above", above.length(), users.length());
    checkLength("tied", tied.length(), users.length());
    if (!levels.isEmpty()) {
      checkLength("levels", levels.size(), users.length());
    }
  }

  /**
   * What each target of a group is worth.
   *
   * @param metric any metric, reported or not
   * @param group the group, of at least one target
   * @return a value from 0 to 1 for each of its targets, in their order
   * @throws IllegalArgumentException if the group has no target
   */
  public TargetValues values(RankingMetric metric, TargetGroup group) {
    ImmutableIntArray.Builder owners = ImmutableIntArray.builder();
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
    for (int target = 0; target < users.length(); target++) {
      if (isIn(group, target)) {
        owners.add(users.get(target));
        values.add(metric.expected(above.get(target), tied.get(target)));
      }
    }
    ImmutableIntArray found = owners.build();
    checkArgument(!found.isEmpty(), "group: expected one with targets, got %s", group);
    return new TargetValues(found, values.build());
  }

  /**
   * Whether a target belongs to a group.
   *
   * @param group the group
   * @param target the target's index
   * @return true for {@link TargetGroup#ALL}; for another, whether the target's level is that one
   */
  public boolean isIn(TargetGroup group, int target) {
    return group == TargetGroup.ALL || (!levels.isEmpty() && levels.get(target) == group);
  }

  /**
   * How many targets a group has.
   *
   * @param group the group
   * @return at least 0
   */
  public int size(TargetGroup group) {
    int size = 0;
    for (int target = 0; target < users.length(); target++) {
      size += isIn(group, target) ? 1 : 0;
    }
    return size;
  }

  /**
   * A metric's mean over a group's targets, each counting the same.
   *
   * @param metric the metric
   * @param group the group, of at least one target
   * @return from 0 to 1
   * @throws IllegalArgumentException if the group has no target
   */
  public double mean(RankingMetric metric, TargetGroup group) {
    return values(metric, group).mean();
  }

  /**
   * A metric's mean over high targets less that over low ones.
   *
   * @param metric the metric
   * @return from -1 to 1: above 0 where what users liked is ranked above what they did not
   * @throws IllegalArgumentException if either group has no target
   */
  public double gap(RankingMetric metric) {
    return mean(metric, TargetGroup.HIGH) - mean(metric, TargetGroup.LOW);
  }

  /**
   * Everything, by name: {@code GROUP.METRIC} and {@code GROUP.targets} for each group that has
   * targets, {@code gap.METRIC} where both levels have, and {@code all.FIGURE} of what was
   * recommended.
   *
   * @return such as {@code all.ndcg@10}, {@code high.mrr}, {@code gap.hr@10}, {@code
   *     all.coverage@10}, in a fixed order
   */
  public ImmutableMap<String, Double> figures() {
    ImmutableMap.Builder<String, Double> figures = ImmutableMap.builder();
    for (TargetGroup group : TargetGroup.values()) {
      int size = size(group);
      if (size > 0) {
        for (RankingMetric metric : metrics) {
          figures.put(group.figureName() + "." + metric.figureName(), mean(metric, group));
        }
        figures.put(group.figureName() + ".targets", (double) size);
      }
    }
    if (size(TargetGroup.HIGH) > 0 && size(TargetGroup.LOW) > 0) {
      metrics.forEach(metric -> figures.put("gap." + metric.figureName(), gap(metric)));
    }
    recommended.forEach(
        (name, value) -> figures.put(TargetGroup.ALL.figureName() + "." + name, value));
    return figures.buildOrThrow();
  }

  private static void checkLength(String argument, int length, int expected) {
    checkArgument(
        length == expected,
        "%s: expected %s, one for each target, got %s",
        argument,
        expected,
        length);
  }
}
