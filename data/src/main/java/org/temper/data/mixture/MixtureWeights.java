package org.temper.data.mixture;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weights of a mixture's sources by name: constant, or a curriculum that changes from update to
 * update. Only their ratios matter; as shares they add up to 1.
 *
 * <p>Immutable.
 */
public final class MixtureWeights {
  private final ImmutableList<Point> points;

  private MixtureWeights(ImmutableList<Point> points) {
    this.points = points;
  }

  /**
   * A point of a curriculum: the weights at an update.
   *
   * @param update the update, from 0
   * @param weights by the sources' names; finite, at least 0, not all 0
   */
  public record Point(long update, Map<String, Double> weights) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the update or a weight is out of its range
     */
    public Point {
      checkArgument(update >= 0, "update: expected at least 0, got %s", update);
      checkArgument(!weights.isEmpty(), "weights: expected at least one, got none");
      weights.forEach(
          (name, weight) ->
              checkArgument(
                  weight >= 0 && Double.isFinite(weight),
                  "weight of %s: expected a finite number of at least 0, got %s",
                  name,
                  weight));
      checkArgument(
          weights.values().stream().anyMatch(weight -> weight > 0),
          "weights: expected one above 0 at update %s, got %s",
          update,
          weights);
      weights = ImmutableMap.copyOf(weights);
    }
  }

  /**
   * Constant weights.
   *
   * @param weights by the sources' names, each a finite number above 0
   * @return the weights
   * @throws IllegalArgumentException if there is none, or one is 0, negative, infinite or NaN
   */
  public static MixtureWeights of(Map<String, Double> weights) {
    weights.forEach((name, weight) -> checkPositive("weight of " + name, weight));
    return new MixtureWeights(ImmutableList.of(new Point(0, weights)));
  }

  /**
   * Weights by size, tempered: each source's is its size to the power 1 / {@code temperature}. 1 is
   * in proportion to the sizes; a larger one raises the share of small sources, and at infinity all
   * are equal.
   *
   * <p>Source: Conneau et al. 2020, "Unsupervised cross-lingual representation learning at scale",
   * section 3.1, and Xue et al. 2021, "mT5", section 3.2, whose alpha is 1 / {@code temperature}.
   *
   * @param sizes examples or tokens by the sources' names, each at least 1
   * @param temperature above 0
   * @return the weights
   * @throws IllegalArgumentException if a size or the temperature is out of its range
   */
  public static MixtureWeights ofSizes(Map<String, Long> sizes, double temperature) {
    return of(temperedSizes(sizes, temperature));
  }

  /**
   * The same as plain weights, to go on from: see {@link #ofSizes}.
   *
   * @param sizes examples or tokens by the sources' names, each at least 1
   * @param temperature above 0
   * @return by name, the largest 1
   * @throws IllegalArgumentException if a size or the temperature is out of its range
   */
  public static Map<String, Double> temperedSizes(Map<String, Long> sizes, double temperature) {
    checkArgument(temperature > 0, "temperature: expected a number above 0, got %s", temperature);
    long largest = sizes.values().stream().mapToLong(Long::longValue).max().orElse(1);
    Map<String, Double> weights = new LinkedHashMap<>();
    sizes.forEach(
        (name, size) -> {
          checkArgument(size >= 1, "size of %s: expected at least 1, got %s", name, size);
          // Relative to the largest, so that no power overflows.
          weights.put(name, Math.pow((double) size / largest, 1 / temperature));
        });
    return weights;
  }

  /**
   * These weights, and an old data set replayed at a set share beside them.
   *
   * <p>Source: Ibrahim et al. 2024, "Simple and scalable strategies to continually pre-train large
   * language models".
   *
   * @param old the name of the old data's source
   * @param share its share of the mixture, in (0, 1)
   * @return new weights, at each update of which the old data's share is {@code share}
   * @throws IllegalArgumentException if the share is out of its range or {@code old} has a weight
   *     already
   */
  public MixtureWeights withReplay(String old, double share) {
    checkArgument(
        share > 0 && share < 1,
        "replay: expected a share in (0, 1), got %s; without replay leave the old source out",
        share);
    checkArgument(
        !names().contains(old), "replay: expected a source without a weight, got %s", old);
    return new MixtureWeights(
        points.stream()
            .map(
                point -> {
                  double sum = sum(point.weights());
                  Map<String, Double> weights = new LinkedHashMap<>();
                  point.weights().forEach((name, w) -> weights.put(name, w / sum * (1 - share)));
                  weights.put(old, share);
                  return new Point(point.update(), weights);
                })
            .collect(ImmutableList.toImmutableList()));
  }

  /**
   * Weights of buckets, divided among the sources of each in proportion to the sources' own.
   *
   * @param sources the mixture's sources
   * @param within weights by the sources' names, each a finite number above 0
   * @param buckets weights by the buckets' names, each a finite number above 0
   * @return the weights
   * @throws IllegalArgumentException if a weight is out of its range, a bucket has no source, or a
   *     source's bucket has no weight
   */
  public static MixtureWeights ofBuckets(
      List<MixtureSource> sources, Map<String, Double> within, Map<String, Double> buckets) {
    buckets.forEach((name, weight) -> checkPositive("weight of bucket " + name, weight));
    Map<String, Double> sums = new LinkedHashMap<>();
    for (MixtureSource source : sources) {
      checkArgument(
          buckets.containsKey(source.bucket()),
          "buckets: expected a weight for %s, the bucket of %s, got those of %s",
          source.bucket(),
          source.name(),
          buckets.keySet());
      sums.merge(source.bucket(), weightOf(within, source.name()), Double::sum);
    }
    checkArgument(
        sums.keySet().equals(buckets.keySet()),
        "buckets: expected weights of %s, which have sources, got those of %s",
        sums.keySet(),
        buckets.keySet());
    Map<String, Double> weights = new LinkedHashMap<>();
    for (MixtureSource source : sources) {
      weights.put(
          source.name(),
          weightOf(buckets, source.bucket())
              * weightOf(within, source.name())
              / weightOf(sums, source.bucket()));
    }
    return of(weights);
  }

  private static double weightOf(Map<String, Double> weights, String name) {
    Double weight = weights.get(name);
    checkArgument(
        weight != null, "weights: expected one of %s, got those of %s", name, weights.keySet());
    checkPositive("weight of " + name, weight);
    return weight;
  }

  /**
   * A curriculum: weights that go in straight lines, as shares, from point to point; before the
   * first and after the last they stay.
   *
   * @param points at least one, of rising updates, all of the same sources; a weight may be 0 at
   *     some points but not at all
   * @return the weights
   * @throws IllegalArgumentException if the points are not as above
   */
  public static MixtureWeights schedule(List<Point> points) {
    checkArgument(!points.isEmpty(), "points: expected at least one, got none");
    for (int i = 1; i < points.size(); i++) {
      checkArgument(
          points.get(i).update() > points.get(i - 1).update(),
          "points: expected rising updates, got %s after %s",
          points.get(i).update(),
          points.get(i - 1).update());
      checkArgument(
          points.get(i).weights().keySet().equals(points.get(0).weights().keySet()),
          "points: expected weights of %s at update %s, got those of %s",
          points.get(0).weights().keySet(),
          points.get(i).update(),
          points.get(i).weights().keySet());
    }
    for (String name : points.get(0).weights().keySet()) {
      checkArgument(
          points.stream().anyMatch(point -> weight(point, name) > 0),
          "weight of %s: expected one above 0 at some point, got 0 at all",
          name);
    }
    return new MixtureWeights(ImmutableList.copyOf(points));
  }

  private static void checkPositive(String argument, double weight) {
    checkArgument(
        weight > 0 && Double.isFinite(weight),
        "%s: expected a finite number above 0, got %s",
        argument,
        weight);
  }

  Set<String> names() {
    return points.get(0).weights().keySet();
  }

  boolean isConstant() {
    return points.size() == 1;
  }

  /**
   * The shares at an update.
   *
   * @param names the sources, in the order of the result
   * @param update the update, from 0
   * @return they add up to 1
   */
  double[] shares(List<String> names, long update) {
    int next = 0;
    while (next < points.size() && points.get(next).update() <= update) {
      next++;
    }
    if (next == 0 || next == points.size()) {
      return shares(names, points.get(Math.max(0, next - 1)));
    }
    Point from = points.get(next - 1);
    Point to = points.get(next);
    double along = (double) (update - from.update()) / (to.update() - from.update());
    double[] low = shares(names, from);
    double[] high = shares(names, to);
    double[] shares = new double[low.length];
    Arrays.setAll(shares, i -> low[i] + along * (high[i] - low[i]));
    return shares;
  }

  private static double[] shares(List<String> names, Point point) {
    double sum = sum(point.weights());
    return names.stream().mapToDouble(name -> weight(point, name) / sum).toArray();
  }

  private static double weight(Point point, String name) {
    return point.weights().getOrDefault(name, 0.0);
  }

  private static double sum(Map<String, Double> weights) {
    return weights.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  @Override
  public String toString() {
    return points.toString();
  }
}
