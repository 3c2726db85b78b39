package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;

/**
 * Histogram binning: the share of correct answers among the held-out ones of the same bin. Bin k
 * holds the confidences above edge k and up to edge k + 1; the first holds 0 too. Within a bin all
 * become the same, and a higher bin may get less: {@link OrderEffect#MAY_REORDER}, unless the
 * values happen to rise, {@link OrderEffect#MONOTONE}.
 *
 * <p>Source: Zadrozny and Elkan 2001, "Obtaining calibrated probability estimates from decision
 * trees and naive Bayesian classifiers", section 3.1.
 *
 * @param edges [M + 1], from 0 to 1, rising
 * @param values [M], each from 0 to 1
 */
public record HistogramBinning(ImmutableDoubleArray edges, ImmutableDoubleArray values)
    implements ConfidenceRecalibrator {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is no bin, the lengths do not fit, the edges do not
   *     rise from 0 to 1, or a value is outside [0, 1]
   */
  public HistogramBinning {
    checkArgument(!values.isEmpty(), "values: expected at least one, got none");
    checkArgument(
        edges.length() == values.length() + 1,
        "edges: expected %s, one more than values, got %s",
        values.length() + 1,
        edges.length());
    checkArgument(
        edges.get(0) == 0 && edges.get(values.length()) == 1,
        "edges: expected from 0 to 1, got from %s to %s",
        edges.get(0),
        edges.get(values.length()));
    for (int k = 0; k < values.length(); k++) {
      checkArgument(
          edges.get(k + 1) > edges.get(k),
          "edges[%s]: expected more than %s, got %s",
          k + 1,
          edges.get(k),
          edges.get(k + 1));
      checkArgument(
          values.get(k) >= 0 && values.get(k) <= 1,
          "values[%s]: expected from 0 to 1, got %s",
          k,
          Double.valueOf(values.get(k)));
    }
  }

  /**
   * Bins of the same width. A bin without any held-out answer says its middle, which changes what
   * falls in it by half a width at most.
   *
   * @param data held-out answers
   * @param bins how many, at least 1
   * @return the histogram
   * @throws IllegalArgumentException if {@code bins} is below 1
   */
  public static HistogramBinning ofEqualWidth(LabeledConfidences data, int bins) {
    checkArgument(bins >= 1, "bins: expected at least 1, got %s", bins);
    double[] edges = new double[bins + 1];
    for (int k = 0; k <= bins; k++) {
      edges[k] = (double) k / bins;
    }
    return of(data, edges);
  }

  /**
   * Bins of about the same count: edges lie in the middle between the neighbors where the sorted
   * held-out confidences are cut. Equal confidences are never parted, so that there may be fewer
   * bins than were asked for.
   *
   * @param data held-out answers
   * @param bins how many, from 1 to as many as there are answers
   * @return the histogram
   * @throws IllegalArgumentException if {@code bins} is out of its range
   */
  public static HistogramBinning ofEqualMass(LabeledConfidences data, int bins) {
    checkArgument(
        bins >= 1 && bins <= data.size(),
        "bins: expected from 1 to %s, the number of held-out answers, got %s",
        data.size(),
        bins);
    double[] sorted = data.confidences().toArray();
    Arrays.sort(sorted);
    double[] edges = new double[bins + 1];
    int count = 1;
    for (int k = 1; k < bins; k++) {
      int cut = (int) ((long) k * sorted.length / bins);
      double edge = sorted[cut - 1] + (sorted[cut] - sorted[cut - 1]) / 2;
      if (sorted[cut - 1] < sorted[cut] && edge < sorted[cut] && edge > edges[count - 1]) {
        edges[count++] = edge;
      }
    }
    edges[count] = 1;
    return of(data, Arrays.copyOf(edges, count + 1));
  }

  private static HistogramBinning of(LabeledConfidences data, double[] edges) {
    int bins = edges.length - 1;
    long[] counts = new long[bins];
    long[] correct = new long[bins];
    for (int i = 0; i < data.size(); i++) {
      int bin = bin(edges, data.confidences().get(i));
      counts[bin]++;
      correct[bin] += data.outcomes().get(i);
    }
    double[] values = new double[bins];
    for (int k = 0; k < bins; k++) {
      values[k] =
          counts[k] > 0
              ? (double) correct[k] / counts[k]
              : edges[k] + (edges[k + 1] - edges[k]) / 2;
    }
    return new HistogramBinning(
        ImmutableDoubleArray.copyOf(edges), ImmutableDoubleArray.copyOf(values));
  }

  private static int bin(double[] edges, double confidence) {
    int found = Arrays.binarySearch(edges, confidence == 0 ? 0 : confidence);
    int edge = found >= 0 ? found : -found - 1;
    return Math.max(0, edge - 1);
  }

  @Override
  public double recalibrate(double confidence) {
    LogOdds.checkConfidence(confidence);
    return values.get(bin(edges.toArray(), confidence));
  }

  @Override
  public double[] recalibrate(double[] confidences) {
    double[] edgesArray = edges.toArray();
    double[] result = new double[confidences.length];
    for (int i = 0; i < result.length; i++) {
      LogOdds.checkConfidence(confidences[i]);
      result[i] = values.get(bin(edgesArray, confidences[i]));
    }
    return result;
  }

  @Override
  public OrderEffect orderEffect() {
    for (int k = 1; k < values.length(); k++) {
      if (values.get(k) < values.get(k - 1)) {
        return OrderEffect.MAY_REORDER;
      }
    }
    return OrderEffect.MONOTONE;
  }
}
