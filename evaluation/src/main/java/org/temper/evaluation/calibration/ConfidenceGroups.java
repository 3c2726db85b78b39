package org.temper.evaluation.calibration;

import java.util.Arrays;

/**
 * The points of each distinct confidence, by descending confidence.
 *
 * @param confidences the distinct confidences
 * @param counts how many points have each
 * @param correct how many of them are correct
 */
@SuppressWarnings("ArrayRecordComponent")
record ConfidenceGroups(double[] confidences, int[] counts, int[] correct) {

  /** The groups of points that are ranked. */
  static ConfidenceGroups of(long[] ranked) {
    double[] confidences = new double[ranked.length];
    int[] counts = new int[ranked.length];
    int[] correct = new int[ranked.length];
    int last = -1;
    for (int i = 0; i < ranked.length; i++) {
      if (i == 0 || ranked[i] >>> 1 != ranked[i - 1] >>> 1) {
        last++;
        confidences[last] = CalibrationData.confidenceOf(ranked[i]);
      }
      counts[last]++;
      correct[last] += CalibrationData.outcomeOf(ranked[i]);
    }
    int groups = last + 1;
    return new ConfidenceGroups(
        Arrays.copyOf(confidences, groups),
        Arrays.copyOf(counts, groups),
        Arrays.copyOf(correct, groups));
  }

  int size() {
    return confidences.length;
  }

  /** All points. */
  int total() {
    return Arrays.stream(counts).sum();
  }

  /** All points that are correct. */
  int totalCorrect() {
    return Arrays.stream(correct).sum();
  }

  /** The distinct confidences, ascending. */
  double[] ascendingValues() {
    double[] ascending = new double[size()];
    for (int i = 0; i < ascending.length; i++) {
      ascending[i] = confidences[size() - 1 - i];
    }
    return ascending;
  }

  /** The confidence of every point, ascending. */
  double[] ascendingConfidences() {
    double[] ascending = new double[total()];
    int end = ascending.length;
    for (int i = 0; i < size(); i++) {
      Arrays.fill(ascending, end - counts[i], end, confidences[i]);
      end -= counts[i];
    }
    return ascending;
  }
}
