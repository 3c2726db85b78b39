package org.temper.samplers.interactions.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Differences between two scorers, summed over each user's targets of a group. */
final class UserSums {
  /** [seeds][users] sums of the first less the second. */
  private final double[][] differences;

  /** [seeds][users] how many targets are summed. */
  private final int[][] targets;

  private UserSums(int seeds, int users) {
    this.differences = new double[seeds][users];
    this.targets = new int[seeds][users];
  }

  static UserSums of(
      List<RankingResult> first,
      List<RankingResult> second,
      RankingMetric metric,
      TargetGroup group) {
    checkArgument(!first.isEmpty(), "first: expected results of at least one seed, got none");
    checkArgument(
        second.size() == first.size(),
        "second: expected results of %s seeds, got %s",
        first.size(),
        second.size());
    Map<Integer, Integer> users = places(first);
    UserSums sums = new UserSums(first.size(), users.size());
    for (int seed = 0; seed < first.size(); seed++) {
      sums.add(seed, first.get(seed), second.get(seed), metric, group, users);
    }
    return sums;
  }

  int users() {
    return targets[0].length;
  }

  /** The mean over a sample's targets; NaN where it has none. */
  double mean(int[] seedTimes, int[] userTimes) {
    double sum = 0;
    long count = 0;
    for (int seed = 0; seed < seedTimes.length; seed++) {
      double ofSeed = 0;
      long countOfSeed = 0;
      for (int user = 0; user < userTimes.length; user++) {
        ofSeed += userTimes[user] * differences[seed][user];
        countOfSeed += (long) userTimes[user] * targets[seed][user];
      }
      sum += seedTimes[seed] * ofSeed;
      count += seedTimes[seed] * countOfSeed;
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  private void add(
      int seed,
      RankingResult first,
      RankingResult second,
      RankingMetric metric,
      TargetGroup group,
      Map<Integer, Integer> places) {
    checkArgument(
        first.users().equals(second.users()) && first.levels().equals(second.levels()),
        "second[%s]: expected a result on the targets of first[%s], got other targets",
        seed,
        seed);
    checkArgument(
        first.size(group) > 0, "group: expected one with targets for each seed, got %s", group);
    ImmutableDoubleArray ofFirst = first.values(metric);
    ImmutableDoubleArray ofSecond = second.values(metric);
    for (int target = 0; target < ofFirst.length(); target++) {
      if (first.isIn(group, target)) {
        int place = places.getOrDefault(first.users().get(target), 0);
        differences[seed][place] += ofFirst.get(target) - ofSecond.get(target);
        targets[seed][place]++;
      }
    }
  }

  private static Map<Integer, Integer> places(List<RankingResult> results) {
    Map<Integer, Integer> places = new LinkedHashMap<>();
    for (RankingResult result : results) {
      for (int target = 0; target < result.users().length(); target++) {
        places.putIfAbsent(result.users().get(target), places.size());
      }
    }
    return places;
  }
}
