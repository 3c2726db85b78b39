package org.temper.algorithms.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Calibration of a reward model: whether it is as often right as it is sure. For each comparison
 * the model picks the completion with the larger reward, with confidence σ(|r_1 − r_2|) by the
 * Bradley–Terry model; it is right where that is the chosen one, and half right where the two are
 * equal.
 *
 * @param bins the comparisons by confidence, in equal steps from ½ to 1
 */
public record Calibration(List<Bin> bins) {

  /** Copies. */
  public Calibration {
    bins = ImmutableList.copyOf(bins);
  }

  /**
   * The comparisons of like confidence.
   *
   * @param lower the least confidence of the bin
   * @param upper the largest
   * @param count how many comparisons are in it
   * @param confidence their mean confidence; 0 where there are none
   * @param accuracy the share of them in which the model was right; 0 where there are none
   */
  public record Bin(double lower, double upper, long count, double confidence, double accuracy) {}

  /**
   * Bins comparisons.
   *
   * @param margins reward of the chosen less that of the rejected completion, one a comparison
   * @param binCount how many bins, at least 1
   * @return the calibration
   * @throws IllegalArgumentException if {@code binCount} is below 1, or a margin is NaN
   */
  public static Calibration of(double[] margins, int binCount) {
    checkArgument(binCount >= 1, "binCount: expected at least 1, got %s", binCount);
    long[] counts = new long[binCount];
    double[] confidences = new double[binCount];
    double[] right = new double[binCount];
    for (double margin : margins) {
      checkArgument(!Double.isNaN(margin), "margins: expected numbers, got NaN");
      double confidence = 1 / (1 + Math.exp(-Math.abs(margin)));
      int bin = Math.min(binCount - 1, (int) ((confidence - 0.5) * 2 * binCount));
      counts[bin]++;
      confidences[bin] += confidence;
      right[bin] += margin > 0 ? 1 : margin == 0 ? 0.5 : 0;
    }
    ImmutableList.Builder<Bin> bins = ImmutableList.builder();
    for (int bin = 0; bin < binCount; bin++) {
      double count = Math.max(1, counts[bin]);
      bins.add(
          new Bin(
              0.5 + 0.5 * bin / binCount,
              0.5 + 0.5 * (bin + 1) / binCount,
              counts[bin],
              confidences[bin] / count,
              right[bin] / count));
    }
    return new Calibration(bins.build());
  }

  /**
   * The expected calibration error: |accuracy − confidence| of the bins, weighted by how many
   * comparisons they hold.
   *
   * <p>Source: Guo et al. 2017, "On Calibration of Modern Neural Networks", equation 3.
   *
   * @return from 0 to 1; NaN where there is no comparison
   */
  public double error() {
    double sum = 0;
    long count = 0;
    for (Bin bin : bins) {
      sum += bin.count() * Math.abs(bin.accuracy() - bin.confidence());
      count += bin.count();
    }
    return sum / count;
  }
}
