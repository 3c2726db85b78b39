package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Isotonic regression: the non-decreasing map with the least squared error on the held-out answers,
 * by pooling adjacent violators; answers of the same confidence count as one with their mean.
 * Between held-out confidences it is linear, beyond them constant. It has many degrees of freedom
 * and needs many answers; {@link OrderEffect#MONOTONE}: what it pools becomes equal.
 *
 * <p>Its predictions are those of scikit-learn's {@code IsotonicRegression(out_of_bounds="clip")}.
 *
 * <p>Source: Zadrozny and Elkan 2002, "Transforming Classifier Scores into Accurate Multiclass
 * Probability Estimates", section 3.
 *
 * @param thresholds [M], confidences from 0 to 1, rising
 * @param values [M], what they become, from 0 to 1, never falling
 */
public record IsotonicRegression(ImmutableDoubleArray thresholds, ImmutableDoubleArray values)
    implements ConfidenceRecalibrator {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is none, the lengths differ, the thresholds do not
   *     rise, the values fall, or one is outside [0, 1]
   */
  public IsotonicRegression {
    checkArgument(!thresholds.isEmpty(), "thresholds: expected at least one, got none");
    checkArgument(
        values.length() == thresholds.length(),
        "values: expected %s, one for each threshold, got %s",
        thresholds.length(),
        values.length());
    for (int i = 0; i < thresholds.length(); i++) {
      double threshold = thresholds.get(i);
      double value = values.get(i);
      checkArgument(
          threshold >= 0 && threshold <= 1,
          "thresholds[%s]: expected from 0 to 1, got %s",
          i,
          Double.valueOf(threshold));
      checkArgument(
          value >= 0 && value <= 1,
          "values[%s]: expected from 0 to 1, got %s",
          i,
          Double.valueOf(value));
      checkArgument(
          i == 0 || threshold > thresholds.get(i - 1),
          "thresholds[%s]: expected more than the one before, got %s",
          i,
          Double.valueOf(threshold));
      checkArgument(
          i == 0 || value >= values.get(i - 1),
          "values[%s]: expected at least the one before, got %s",
          i,
          Double.valueOf(value));
    }
  }

  /**
   * The least-squares fit.
   *
   * @param data held-out answers
   * @return the map
   */
  public static IsotonicRegression fit(LabeledConfidences data) {
    double[] sorted = data.confidences().stream().sorted().toArray();
    double[] sortedCorrect =
        IntStream.range(0, data.size())
            .filter(i -> data.outcomes().get(i) == 1)
            .mapToDouble(data.confidences()::get)
            .sorted()
            .toArray();
    // Blocks of the same value: first and last confidence, how many answers, how many correct.
    double[] first = new double[sorted.length];
    double[] last = new double[sorted.length];
    long[] counts = new long[sorted.length];
    long[] correct = new long[sorted.length];
    int blocks = 0;
    int correctOnes = 0;
    for (int position = 0; position < sorted.length; ) {
      double confidence = sorted[position];
      first[blocks] = confidence;
      last[blocks] = confidence;
      counts[blocks] = 0;
      correct[blocks] = 0;
      while (position < sorted.length && sorted[position] == confidence) {
        counts[blocks]++;
        position++;
      }
      while (correctOnes < sortedCorrect.length && sortedCorrect[correctOnes] == confidence) {
        correct[blocks]++;
        correctOnes++;
      }
      blocks++;
      while (blocks > 1
          && correct[blocks - 2] * counts[blocks - 1] >= correct[blocks - 1] * counts[blocks - 2]) {
        blocks--;
        last[blocks - 1] = last[blocks];
        counts[blocks - 1] += counts[blocks];
        correct[blocks - 1] += correct[blocks];
      }
    }
    return ofBlocks(Arrays.copyOf(first, blocks), last, counts, correct);
  }

  /** Two thresholds for each block, one where it is a single confidence. */
  private static IsotonicRegression ofBlocks(
      double[] first, double[] last, long[] counts, long[] correct) {
    ImmutableDoubleArray.Builder thresholds = ImmutableDoubleArray.builder();
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
    for (int block = 0; block < first.length; block++) {
      double value = (double) correct[block] / counts[block];
      thresholds.add(first[block]);
      values.add(value);
      if (last[block] > first[block]) {
        thresholds.add(last[block]);
        values.add(value);
      }
    }
    return new IsotonicRegression(thresholds.build(), values.build());
  }

  @Override
  public double recalibrate(double confidence) {
    LogOdds.checkConfidence(confidence);
    int low = 0;
    int high = thresholds.length() - 1;
    if (confidence <= thresholds.get(low)) {
      return values.get(low);
    }
    if (confidence >= thresholds.get(high)) {
      return values.get(high);
    }
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (thresholds.get(middle) <= confidence) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double share =
        (confidence - thresholds.get(low)) / (thresholds.get(high) - thresholds.get(low));
    return Math.min(
        values.get(high), values.get(low) + share * (values.get(high) - values.get(low)));
  }

  @Override
  public OrderEffect orderEffect() {
    return OrderEffect.MONOTONE;
  }
}
