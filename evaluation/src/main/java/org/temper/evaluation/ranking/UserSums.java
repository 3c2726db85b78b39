package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Differences between two scorers, summed over each user's targets. */
final class UserSums {
  /** [seeds][users] sums of the first less the second. */
  private final double[][] differences;

  /** [seeds][users] how many targets are summed. */
  private final int[][] targets;

  private UserSums(int seeds, int users) {
    this.differences = new double[seeds][users];
    this.targets = new int[seeds][users];
  }

  /** Each user's position among all that occur in any of the results. */
  static Map<Integer, Integer> positions(List<TargetValues> results) {
    Map<Integer, Integer> positions = new LinkedHashMap<>();
    for (TargetValues result : results) {
      for (int target = 0; target < result.users().length(); target++) {
        positions.putIfAbsent(result.users().get(target), positions.size());
      }
    }
    return positions;
  }

  static UserSums of(
      List<TargetValues> first, List<TargetValues> second, Map<Integer, Integer> positions) {
    UserSums sums = new UserSums(first.size(), positions.size());
    for (int seed = 0; seed < first.size(); seed++) {
      checkArgument(
          first.get(seed).users().equals(second.get(seed).users()),
          "second[%s]: expected a result on the targets of first[%s], got other targets",
          seed,
          seed);
      sums.add(seed, first.get(seed), second.get(seed), positions);
    }
    return sums;
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
      int seed, TargetValues first, TargetValues second, Map<Integer, Integer> positions) {
    for (int target = 0; target < first.values().length(); target++) {
      int position = positions.getOrDefault(first.users().get(target), 0);
      differences[seed][position] += first.values().get(target) - second.values().get(target);
      targets[seed][position]++;
    }
  }
}
