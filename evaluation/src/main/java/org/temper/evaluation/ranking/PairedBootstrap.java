package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.temper.evaluation.bootstrap.Bootstrap;
import org.temper.evaluation.bootstrap.BootstrapInterval;

/**
 * A comparison of two scorers on the same targets, or of two values of each target: the mean
 * difference or the slope, with the interval in which most of its values lie when seeds and users
 * are drawn anew, with replacement (the percentile bootstrap). A user is drawn with all targets,
 * and the two scorers' values of a target stay together.
 *
 * <p>With one seed, only users are drawn, and the interval is of these two trained models alone.
 *
 * @param resamples how often seeds and users are drawn, at least 100; 1,000 or more to report
 * @param confidence the share of the values that lie in the interval, above 0 and below 1
 * @param seed decides the draws
 */
public record PairedBootstrap(int resamples, double confidence, long seed) {
  private static final String DRAWS = "paired-bootstrap";

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public PairedBootstrap {
    new Bootstrap(resamples, confidence, seed);
  }

  /**
   * The usual: 2,000 resamples, 95 %.
   *
   * @param seed decides the draws
   * @return the bootstrap
   */
  public static PairedBootstrap of(long seed) {
    return new PairedBootstrap(2000, 0.95, seed);
  }

  /**
   * The difference of a metric's mean over a group of targets.
   *
   * @param first the results of one scorer, by seed, at least one
   * @param second those of the other, by the same seeds, on the same targets
   * @param metric the metric
   * @param group the group, which has targets in each
   * @return first less second
   * @throws IllegalArgumentException if the results are not paired, or no target is in the group
   */
  public BootstrapInterval mean(
      List<RankingResult> first,
      List<RankingResult> second,
      RankingMetric metric,
      TargetGroup group) {
    return mean(values(first, metric, group), values(second, metric, group));
  }

  /**
   * The difference of a mean over targets.
   *
   * @param first the values of one scorer, by seed, at least one
   * @param second those of the other, by the same seeds, on the same targets
   * @return first less second
   * @throws IllegalArgumentException if the values are not paired
   */
  public BootstrapInterval mean(List<TargetValues> first, List<TargetValues> second) {
    checkSeeds(first, second);
    Map<Integer, Integer> positions = UserSums.positions(first);
    UserSums sums = UserSums.of(first, second, positions);
    return interval(first.size(), positions.size(), sums::mean);
  }

  /**
   * The difference of a metric's gap, its mean over high targets less that over low ones.
   *
   * @param first the results of one scorer, by seed, at least one
   * @param second those of the other, by the same seeds, on the same targets
   * @param metric the metric
   * @return first less second
   * @throws IllegalArgumentException if the results are not paired, or no target is high, or none
   *     is low
   */
  public BootstrapInterval gap(
      List<RankingResult> first, List<RankingResult> second, RankingMetric metric) {
    List<TargetValues> firstHigh = values(first, metric, TargetGroup.HIGH);
    List<TargetValues> firstLow = values(first, metric, TargetGroup.LOW);
    checkSeeds(first, second);
    Map<Integer, Integer> positions =
        UserSums.positions(
            ImmutableList.<TargetValues>builder().addAll(firstHigh).addAll(firstLow).build());
    UserSums high = UserSums.of(firstHigh, values(second, metric, TargetGroup.HIGH), positions);
    UserSums low = UserSums.of(firstLow, values(second, metric, TargetGroup.LOW), positions);
    return interval(
        first.size(),
        positions.size(),
        (seeds, users) -> high.mean(seeds, users) - low.mean(seeds, users));
  }

  /**
   * The slope of the least-squares line of one value on another, over all targets of all seeds:
   * covariance over variance.
   *
   * @param regressors what is known of each target, by seed, at least one
   * @param responses what is explained by it, by the same seeds, on the same targets
   * @return the slope, in responses per regressor; 0 where the regressor is the same everywhere
   * @throws IllegalArgumentException if the values are not paired
   */
  public BootstrapInterval slope(List<TargetValues> regressors, List<TargetValues> responses) {
    checkSeeds(regressors, responses);
    Map<Integer, Integer> positions = UserSums.positions(regressors);
    UserMoments moments = UserMoments.of(regressors, responses, positions);
    return interval(regressors.size(), positions.size(), moments::slope);
  }

  private static List<TargetValues> values(
      List<RankingResult> results, RankingMetric metric, TargetGroup group) {
    return results.stream().map(result -> result.values(metric, group)).toList();
  }

  private static void checkSeeds(List<?> first, List<?> second) {
    checkArgument(!first.isEmpty(), "first: expected results of at least one seed, got none");
    checkArgument(
        second.size() == first.size(),
        "second: expected results of %s seeds, got %s",
        first.size(),
        second.size());
  }

  /** What is measured of a sample, in which each seed and each user occurs so many times. */
  private interface Statistic {
    double of(int[] seeds, int[] users);
  }

  private BootstrapInterval interval(int seeds, int users, Statistic statistic) {
    return new Bootstrap(resamples, confidence, seed)
        .interval(
            statistic.of(once(seeds), once(users)),
            DRAWS,
            random -> statistic.of(Bootstrap.drawn(seeds, random), Bootstrap.drawn(users, random)));
  }

  private static int[] once(int count) {
    int[] times = new int[count];
    Arrays.fill(times, 1);
    return times;
  }
}
