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

  /** Each user's place among all that occur in any of the results. */
  static Map<Integer, Integer> places(List<TargetValues> results) {
    Map<Integer, Integer> places = new LinkedHashMap<>();
    for (TargetValues result : results) {
      for (int target = 0; target < result.users().length(); target++) {
        places.putIfAbsent(result.users().get(target), places.size());
      }
    }
    return places;
  }

  static UserSums of(
      List<TargetValues> first, List<TargetValues> second, Map<Integer, Integer> places) {
    UserSums sums = new UserSums(first.size(), places.size());
    for (int seed = 0; seed < first.size(); seed++) {
      checkArgument(
          first.get(seed).users().equals(second.get(seed).users()),
          "second[%s]: expected a result on the targets of first[%s], got other targets",
          seed,
          seed);
      sums.add(seed, first.get(seed), second.get(seed), places);
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
      int seed, TargetValues first, TargetValues second, Map<Integer, Integer> places) {
    for (int target = 0; target < first.values().length(); target++) {
      int place = places.getOrDefault(first.users().get(target), 0);
      differences[seed][place] += first.values().get(target) - second.values().get(target);
      targets[seed][place]++;
    }
  }
}
