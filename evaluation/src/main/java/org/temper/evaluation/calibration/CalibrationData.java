package org.temper.evaluation.calibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Suppliers;
import java.util.Arrays;
import java.util.function.Supplier;
import org.temper.evaluation.calibration.binning.PointCheck;

/**
 * Confidences and whether each was correct: what every calibration metric is measured on. It keeps
 * the points, eight bytes each, in the order in which they were given, and does not change; points
 * that come one by one, or in parts, are collected by a {@link #builder}. Metrics that need no
 * points have tallies of their own: {@link org.temper.evaluation.calibration.binning.BinTally} and
 * {@link ScoreTally}.
 *
 * <p>Used by any number of threads.
 */
public final class CalibrationData {
  /** The bits of a confidence, which in [0, 1] need 62, above one bit of the outcome. */
  private final long[] points;

  private final Supplier<long[]> ranked;
  private final Supplier<ConfidenceGroups> groups;

  private CalibrationData(long[] points) {
    this.points = points;
    this.ranked = Suppliers.memoize(() -> RankedPoints.descending(points));
    this.groups = Suppliers.memoize(() -> ConfidenceGroups.of(ranked()));
  }

  /**
   * The points of two arrays.
   *
   * @param confidences each in [0, 1]
   * @param outcomes of each, in the same order: 1 where it was correct, 0 where it was not
   * @return the data; the arrays are copied
   * @throws IllegalArgumentException if the lengths differ, or, with its index, if a confidence is
   *     outside [0, 1] or NaN, or an outcome is neither 0 nor 1
   */
  public static CalibrationData of(double[] confidences, int[] outcomes) {
    checkArgument(
        confidences.length == outcomes.length,
        "outcomes: expected one for each of %s confidences, got %s",
        confidences.length,
        outcomes.length);
    long[] points = new long[confidences.length];
    for (int i = 0; i < points.length; i++) {
      points[i] = point(confidences[i], outcomes[i], i);
    }
    return new CalibrationData(points);
  }

  /**
   * A collector of points.
   *
   * @return one without points
   */
  public static Builder builder() {
    return new Builder();
  }

  private static long point(double confidence, int outcome, int index) {
    try {
      PointCheck.check(confidence, outcome);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("point " + index + ", " + wrong.getMessage(), wrong);
    }
    // Adding 0 makes a positive zero of a negative one.
    return Double.doubleToRawLongBits(confidence + 0.0) << 1 | outcome;
  }

  static double confidenceOf(long point) {
    return Double.longBitsToDouble(point >>> 1);
  }

  static int outcomeOf(long point) {
    return (int) (point & 1);
  }

  /**
   * The number of points.
   *
   * @return at least 0
   */
  public int size() {
    return points.length;
  }

  /**
   * The confidence of a point.
   *
   * @param index which point, from 0, in the order given
   * @return in [0, 1]
   */
  public double confidence(int index) {
    return confidenceOf(points[index]);
  }

  /**
   * Whether a point was correct.
   *
   * @param index which point, from 0, in the order given
   * @return 1 where it was, 0 where it was not
   */
  public int outcome(int index) {
    return outcomeOf(points[index]);
  }

  /**
   * The points, each as often as it was drawn.
   *
   * @param times how often, by point
   * @return the data, points in the same order
   */
  CalibrationData repeated(int[] times) {
    long[] repeated = new long[Arrays.stream(times).sum()];
    int position = 0;
    for (int i = 0; i < points.length; i++) {
      for (int j = 0; j < times[i]; j++) {
        repeated[position++] = points[i];
      }
    }
    return new CalibrationData(repeated);
  }

  /** The points by descending confidence, equal ones in the order given. */
  long[] ranked() {
    return ranked.get();
  }

  /** The distinct confidences, descending. */
  ConfidenceGroups groups() {
    checkPoints();
    return groups.get();
  }

  void checkPoints() {
    checkArgument(points.length > 0, "data: expected at least one point, got none");
  }

  /** A collector of points, one by one or from other data. Used by one thread at a time. */
  public static final class Builder {
    private long[] points = new long[16];
    private int size;

    private Builder() {}

    /**
     * Adds a point.
     *
     * @param confidence in [0, 1]
     * @param outcome 1 where it was correct, 0 where it was not
     * @return this builder
     * @throws IllegalArgumentException if the confidence is outside [0, 1] or NaN, or the outcome
     *     is neither 0 nor 1, with the number of points before it
     */
    public Builder add(double confidence, int outcome) {
      long point = point(confidence, outcome, size);
      reserve(1);
      points[size++] = point;
      return this;
    }

    /**
     * Adds all points of other data, in its order: merging data is this, for every metric alike.
     *
     * @param data the other data
     * @return this builder
     */
    public Builder addAll(CalibrationData data) {
      reserve(data.points.length);
      System.arraycopy(data.points, 0, points, size, data.points.length);
      size += data.points.length;
      return this;
    }

    /**
     * The data.
     *
     * @return the points so far
     */
    public CalibrationData build() {
      return new CalibrationData(Arrays.copyOf(points, size));
    }

    private void reserve(int more) {
      int needed = Math.addExact(size, more);
      if (needed > points.length) {
        points = Arrays.copyOf(points, Math.max(needed, points.length + (points.length >> 1)));
      }
    }
  }
}
