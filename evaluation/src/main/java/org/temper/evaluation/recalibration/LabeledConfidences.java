package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Doubles;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Held-out answers: how confident each was, and whether it came true.
 *
 * @param confidences [N], each from 0 to 1
 * @param outcomes [N], 1 where the answer is correct, else 0
 */
public record LabeledConfidences(ImmutableDoubleArray confidences, ImmutableIntArray outcomes) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is none, the lengths differ, a confidence is NaN or
   *     outside [0, 1], or an outcome is neither 0 nor 1
   */
  public LabeledConfidences {
    checkArgument(!confidences.isEmpty(), "confidences: expected at least one, got none");
    checkArgument(
        outcomes.length() == confidences.length(),
        "outcomes: expected %s, one for each confidence, got %s",
        confidences.length(),
        outcomes.length());
    for (int i = 0; i < confidences.length(); i++) {
      double confidence = confidences.get(i);
      checkArgument(
          confidence >= 0 && confidence <= 1,
          "confidences[%s]: expected from 0 to 1 (divide percentages by 100), got %s",
          i,
          Double.valueOf(confidence));
      int outcome = outcomes.get(i);
      checkArgument(
          outcome == 0 || outcome == 1,
          "outcomes[%s]: expected 1 (correct) or 0 (wrong), got %s",
          i,
          outcome);
    }
  }

  /**
   * Copies arrays.
   *
   * @param confidences [N], each from 0 to 1
   * @param outcomes [N], 1 where the answer is correct, else 0
   * @return the answers
   * @throws IllegalArgumentException as the constructor does
   */
  public static LabeledConfidences of(double[] confidences, int[] outcomes) {
    return new LabeledConfidences(
        ImmutableDoubleArray.copyOf(confidences), ImmutableIntArray.copyOf(outcomes));
  }

  /**
   * How many answers there are.
   *
   * @return N, at least 1
   */
  public int size() {
    return confidences.length();
  }

  /**
   * The same answers, the wrong ones first, each kind by confidence: what is fitted on them does
   * not depend on how they were ordered, not even by rounding.
   */
  LabeledConfidences sorted() {
    double[] wrong = sorted(0);
    double[] correct = sorted(1);
    int[] sortedOutcomes = new int[size()];
    Arrays.fill(sortedOutcomes, wrong.length, size(), 1);
    return of(Doubles.concat(wrong, correct), sortedOutcomes);
  }

  private double[] sorted(int outcome) {
    return IntStream.range(0, size())
        .filter(i -> outcomes.get(i) == outcome)
        .mapToDouble(confidences::get)
        .sorted()
        .toArray();
  }

  /** Whether a confidence exists below which all are wrong and above which all are correct. */
  boolean isSeparable() {
    double leastCorrect = Double.POSITIVE_INFINITY;
    double largestWrong = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size(); i++) {
      if (outcomes.get(i) == 1) {
        leastCorrect = Math.min(leastCorrect, confidences.get(i));
      } else {
        largestWrong = Math.max(largestWrong, confidences.get(i));
      }
    }
    return largestWrong <= leastCorrect;
  }
}
