package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.Map;

/** Moments of two values of each target, summed over each user's targets. */
final class UserMoments {
  private static final int COUNT = 0;
  private static final int X = 1;
  private static final int Y = 2;
  private static final int XX = 3;
  private static final int XY = 4;
  private static final int MOMENTS = 5;

  /** [seeds][users · moments] */
  private final double[][] sums;

  private UserMoments(int seeds, int users) {
    this.sums = new double[seeds][users * MOMENTS];
  }

  static UserMoments of(
      List<TargetValues> xs, List<TargetValues> ys, Map<Integer, Integer> positions) {
    UserMoments moments = new UserMoments(xs.size(), positions.size());
    for (int seed = 0; seed < xs.size(); seed++) {
      checkArgument(
          xs.get(seed).users().equals(ys.get(seed).users()),
          "responses[%s]: expected values of the targets of regressors[%s], got other targets",
          seed,
          seed);
      moments.add(moments.sums[seed], xs.get(seed), ys.get(seed), positions);
    }
    return moments;
  }

  /** The slope over a sample's targets; NaN where it has none. */
  double slope(int[] seedTimes, int[] userTimes) {
    double[] all = new double[MOMENTS];
    for (int seed = 0; seed < seedTimes.length; seed++) {
      for (int user = 0; user < userTimes.length; user++) {
        double times = (double) seedTimes[seed] * userTimes[user];
        for (int i = 0; times > 0 && i < MOMENTS; i++) {
          all[i] += times * sums[seed][user * MOMENTS + i];
        }
      }
    }
    if (all[COUNT] == 0) {
      return Double.NaN;
    }
    double variance = all[XX] - all[X] * all[X] / all[COUNT];
    return variance <= 0 ? 0 : (all[XY] - all[X] * all[Y] / all[COUNT]) / variance;
  }

  private void add(
      double[] ofSeed, TargetValues xs, TargetValues ys, Map<Integer, Integer> positions) {
    for (int target = 0; target < xs.values().length(); target++) {
      int start = positions.getOrDefault(xs.users().get(target), 0) * MOMENTS;
      double x = xs.values().get(target);
      double y = ys.values().get(target);
      ofSeed[start + COUNT]++;
      ofSeed[start + X] += x;
      ofSeed[start + Y] += y;
      ofSeed[start + XX] += x * x;
      ofSeed[start + XY] += x * y;
    }
  }
}
