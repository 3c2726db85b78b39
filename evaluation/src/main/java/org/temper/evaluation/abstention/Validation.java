package org.temper.evaluation.abstention;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Sorted confidences of validation answers: of all, and of those that are wrong. */
final class Validation {
  private final double[] all;
  private final double[] wrongOnes;

  private Validation(double[] all, double[] wrongOnes) {
    this.all = all;
    this.wrongOnes = wrongOnes;
  }

  static Validation of(double[] confidences, int[] outcomes) {
    checkArgument(confidences.length > 0, "confidences: expected at least one, got none");
    checkArgument(
        outcomes.length == confidences.length,
        "outcomes: expected %s, one for each confidence, got %s",
        confidences.length,
        outcomes.length);
    for (int i = 0; i < confidences.length; i++) {
      checkArgument(
          Double.isFinite(confidences[i]),
          "confidences[%s]: expected a finite number, got %s",
          i,
          Double.valueOf(confidences[i]));
      checkArgument(
          outcomes[i] == 0 || outcomes[i] == 1,
          "outcomes[%s]: expected 1 (correct) or 0 (wrong), got %s",
          i,
          outcomes[i]);
    }
    return new Validation(
        Arrays.stream(confidences).sorted().toArray(),
        IntStream.range(0, confidences.length)
            .filter(i -> outcomes[i] == 0)
            .mapToDouble(i -> confidences[i])
            .sorted()
            .toArray());
  }

  int size() {
    return all.length;
  }

  double least() {
    return all[0];
  }

  double largest() {
    return all[all.length - 1];
  }

  /** The confidence of the wrong answer above which so many wrong ones lie; −∞ without it. */
  double wrongBelow(int others) {
    return others >= wrongOnes.length
        ? Double.NEGATIVE_INFINITY
        : wrongOnes[wrongOnes.length - 1 - others];
  }

  /** How many lie above a threshold. */
  int answered(double threshold) {
    return above(all, threshold);
  }

  /** How many wrong ones lie above a threshold. */
  int wrong(double threshold) {
    return above(wrongOnes, threshold);
  }

  private static int above(double[] sorted, double threshold) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] > threshold) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return sorted.length - low;
  }
}
