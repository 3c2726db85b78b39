package org.temper.interactions.feedback;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import java.util.stream.IntStream;
import org.temper.interactions.InteractionLog;

/**
 * Watch time freed of the length of what was watched: its percentile among the watch times of items
 * about as long. A long video is watched for longer than a short one that pleases more; the
 * percentile compares like with like.
 *
 * <p>Buckets are of equal width in the logarithm of the duration, from the shortest to the longest
 * that was fitted; shorter and longer durations belong to the first and the last.
 */
public final class DurationPercentiles {
  private final double shortest;
  private final double longest;

  /** [buckets] the fitted watch times, ascending; for a bucket without any, its nearest one's. */
  private final List<double[]> sorted;

  private DurationPercentiles(double shortest, double longest, List<double[]> sorted) {
    this.shortest = shortest;
    this.longest = longest;
    this.sorted = sorted;
  }

  /**
   * Fits the buckets to the events that have both a watch time and a duration.
   *
   * @param log the events, at least one of them with both: those trained on
   * @param watchTime the name of the column of what was watched
   * @param duration the name of the column of what there was to watch, above 0
   * @param buckets how many, at least 1
   * @return the percentiles
   * @throws IllegalArgumentException if there is no such column, no event has both, a duration is
   *     not above 0, or {@code buckets} is below 1
   */
  public static DurationPercentiles fit(
      InteractionLog log, String watchTime, String duration, int buckets) {
    checkArgument(buckets >= 1, "buckets: expected at least 1, got %s", buckets);
    checkArgument(log.size() > 0, "log: expected at least one event, got none");
    InteractionLog known = log.havingFeedback(watchTime).havingFeedback(duration);
    checkArgument(
        known.size() > 0,
        "log: expected at least one event with feedback %s and %s, got none",
        watchTime,
        duration);
    ImmutableDoubleArray watched = known.events().feedback(watchTime);
    ImmutableDoubleArray lengths = known.events().feedback(duration);
    for (int row = 0; row < lengths.length(); row++) {
      checkDuration(lengths.get(row));
    }
    double shortest = Math.log(lengths.stream().min().orElseThrow());
    double longest = Math.log(lengths.stream().max().orElseThrow());
    List<ImmutableDoubleArray.Builder> filled =
        IntStream.range(0, buckets).mapToObj(bucket -> ImmutableDoubleArray.builder()).toList();
    for (int row = 0; row < watched.length(); row++) {
      int bucket = place(Math.log(lengths.get(row)), shortest, longest, buckets);
      filled.get(bucket).add(watched.get(row));
    }
    List<double[]> ascending =
        filled.stream().map(bucket -> bucket.build().stream().sorted().toArray()).toList();
    return new DurationPercentiles(
        shortest,
        longest,
        IntStream.range(0, buckets).mapToObj(bucket -> nearest(ascending, bucket)).toList());
  }

  /**
   * The percentile of a watch time.
   *
   * @param watchTime what was watched, finite
   * @param duration what there was to watch, above 0
   * @return the share of the bucket's watch times that are below, and half of those that are equal:
   *     from 0 to 1
   * @throws IllegalArgumentException if {@code watchTime} is not finite, or {@code duration} is not
   *     above 0
   */
  public double percentile(double watchTime, double duration) {
    checkArgument(
        Double.isFinite(watchTime), "watchTime: expected a finite number, got %s", watchTime);
    checkDuration(duration);
    double[] bucket = sorted.get(place(Math.log(duration), shortest, longest, sorted.size()));
    int below = firstAtLeast(bucket, watchTime);
    int notAbove = firstAtLeast(bucket, Math.nextUp(watchTime));
    return (below + notAbove) / (2.0 * bucket.length);
  }

  /**
   * A log with a column of percentiles, which events without a watch time or a duration lack.
   *
   * @param log the log
   * @param watchTime the name of the column of what was watched
   * @param duration the name of the column of what there was to watch, above 0
   * @param percentile the name of the new column
   * @return the log with one column more
   * @throws IllegalArgumentException if there is no such column, or a duration is not above 0
   */
  public InteractionLog addTo(
      InteractionLog log, String watchTime, String duration, String percentile) {
    ImmutableDoubleArray watched = log.events().feedback(watchTime);
    ImmutableDoubleArray lengths = log.events().feedback(duration);
    ImmutableDoubleArray.Builder percentiles = ImmutableDoubleArray.builder(watched.length());
    for (int row = 0; row < watched.length(); row++) {
      double time = watched.get(row);
      double length = lengths.get(row);
      percentiles.add(
          Double.isNaN(time) || Double.isNaN(length) ? Double.NaN : percentile(time, length));
    }
    return log.withPartialFeedback(percentile, percentiles.build());
  }

  private static void checkDuration(double duration) {
    checkArgument(
        duration > 0 && Double.isFinite(duration),
        "duration: expected a finite number above 0, got %s",
        duration);
  }

  private static int place(double logDuration, double shortest, double longest, int buckets) {
    if (longest == shortest) {
      return 0;
    }
    double share = (logDuration - shortest) / (longest - shortest);
    return (int) Math.max(0, Math.min(buckets - 1, Math.floor(share * buckets)));
  }

  private static double[] nearest(List<double[]> buckets, int wanted) {
    return IntStream.range(0, buckets.size())
        .filter(bucket -> buckets.get(bucket).length > 0)
        .boxed()
        .min((a, b) -> Integer.compare(Math.abs(a - wanted), Math.abs(b - wanted)))
        .map(buckets::get)
        .orElseThrow();
  }

  /** How many values are below a bound. */
  private static int firstAtLeast(double[] values, double bound) {
    int low = 0;
    int high = values.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[middle] < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
