package org.temper.evaluation.calibration.binning;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;

/**
 * A count of points by bins, from which binned calibration errors follow. It takes points one by
 * one, keeps three numbers a bin and no point, and merges with tallies of other points.
 *
 * <p>Merging is exact but for rounding: to float64, or to float32 in the bins of {@link
 * BinConvention#TORCHMETRICS}, whose sums are made in float32, in the order of the points, as its
 * package makes them.
 *
 * <p>Used by one thread at a time.
 */
public final class BinTally {
  private final Bins bins;
  private final long[] counts;
  private final long[] correct;
  private final double[] confidences;
  private long total;

  /**
   * A tally without points.
   *
   * @param bins the bins
   */
  public BinTally(Bins bins) {
    this.bins = bins;
    counts = new long[bins.count()];
    correct = new long[bins.count()];
    confidences = new double[bins.count()];
  }

  /**
   * Counts a point.
   *
   * @param confidence in [0, 1]
   * @param outcome 1 where it was correct, 0 where it was not
   * @throws IllegalArgumentException if the confidence or the outcome is anything else
   */
  public void add(double confidence, int outcome) {
    PointCheck.check(confidence, outcome);
    double held = bins.held(confidence);
    int bin = bins.indexOfHeld(held);
    counts[bin]++;
    correct[bin] += outcome;
    confidences[bin] = bins.kept(confidences[bin] + held);
    total++;
  }

  /**
   * Adds the points of another tally, which stays as it is.
   *
   * @param other a tally with the same bins
   * @throws IllegalArgumentException if its bins are others
   */
  public void merge(BinTally other) {
    checkArgument(
        other.bins.equals(bins),
        "other: expected a tally with the same bins, %s, got %s",
        bins,
        other.bins);
    for (int bin = 0; bin < counts.length; bin++) {
      counts[bin] += other.counts[bin];
      correct[bin] += other.correct[bin];
      confidences[bin] = bins.kept(confidences[bin] + other.confidences[bin]);
    }
    total += other.total;
  }

  /**
   * The number of points.
   *
   * @return at least 0
   */
  public long count() {
    return total;
  }

  /**
   * The bins with what is in them, for a reliability diagram.
   *
   * @return one for each bin, empty ones too, by ascending confidence
   */
  public ImmutableList<Bin> bins() {
    ImmutableList.Builder<Bin> list = ImmutableList.builder();
    for (int i = 0; i < counts.length; i++) {
      list.add(bin(i));
    }
    return list.build();
  }

  /**
   * The calibration error: a norm of |accuracy − mean confidence| over the bins. Empty bins have no
   * part in it.
   *
   * @param norm the norm
   * @return in [0, 1]
   * @throws IllegalArgumentException if there is no point
   */
  public double error(ErrorNorm norm) {
    checkPoints();
    double sum = 0;
    double largest = 0;
    for (int i = 0; i < counts.length; i++) {
      double gap = bin(i).gap();
      sum += counts[i] * (norm == ErrorNorm.L2 ? gap * gap : gap);
      largest = Math.max(largest, gap);
    }
    return switch (norm) {
      case L1 -> sum / total;
      case L2 -> Math.sqrt(sum / total);
      case MAX -> largest;
    };
  }

  /**
   * The average calibration error (ACE): the mean gap of the bins that hold points, each of which
   * counts the same.
   *
   * @return in [0, 1]
   * @throws IllegalArgumentException if there is no point
   */
  public double averageError() {
    checkPoints();
    double sum = 0;
    int filled = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += bin(i).gap();
      filled += counts[i] > 0 ? 1 : 0;
    }
    return sum / filled;
  }

  /**
   * The debiased L2 calibration error: from each bin's squared gap the unbiased estimate of the
   * accuracy's variance, a (1 − a) / (n − 1), is subtracted; below 0 the whole is 0. Bins of a
   * single point count as 0.
   *
   * @return in [0, 1]
   * @throws IllegalArgumentException if there is no point
   * @see <a href="https://arxiv.org/abs/1909.10155">Kumar, Liang and Ma 2019, section 5</a>
   */
  public double debiasedL2() {
    checkPoints();
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 1) {
        Bin bin = bin(i);
        double variance = bin.accuracy() * (1 - bin.accuracy()) / (counts[i] - 1);
        sum += counts[i] * (bin.gap() * bin.gap() - variance);
      }
    }
    return Math.sqrt(Math.max(0, sum / total));
  }

  private Bin bin(int i) {
    double lower = bins.lower(i);
    double upper = bins.upper(i);
    double n = counts[i];
    return counts[i] == 0
        ? new Bin(lower, upper, 0, Double.NaN, Double.NaN)
        : new Bin(lower, upper, counts[i], confidences[i] / n, correct[i] / n);
  }

  private void checkPoints() {
    checkArgument(total > 0, "points: expected at least one, got none; add points first");
  }
}
