package org.temper.evaluation.recalibration;

import java.util.Arrays;

/** The probabilities that {@link PlattScaling} is fitted to. */
public enum PlattTargets {
  /**
   * Platt's: (n₊ + 1) / (n₊ + 2) for what is correct, 1 / (n₋ + 2) for what is wrong, where n₊ and
   * n₋ are their counts. They keep the fit finite on any data.
   */
  SMOOTHED,
  /** 1 for what is correct, 0 for what is wrong. */
  PLAIN;

  double[] of(LabeledConfidences data) {
    double[] outcomes = BinaryFeatures.outcomes(data);
    if (this == PLAIN) {
      return outcomes;
    }
    double correct = Arrays.stream(outcomes).sum();
    double high = (correct + 1) / (correct + 2);
    double low = 1 / (outcomes.length - correct + 2);
    return Arrays.stream(outcomes).map(outcome -> outcome == 1 ? high : low).toArray();
  }
}
