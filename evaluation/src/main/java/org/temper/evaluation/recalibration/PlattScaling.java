package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/**
 * Platt scaling: confidence σ(slope x + intercept), where x is the confidence or its log-odds. The
 * slope is never below 0. {@link OrderEffect#RANK_PRESERVING}, but {@link OrderEffect#MONOTONE} at
 * slope 0, where all become the same.
 *
 * <p>Source: Platt 1999, "Probabilistic Outputs for Support Vector Machines and Comparisons to
 * Regularized Likelihood Methods", section 2; the sign of the slope is turned, and it is held at 0
 * or above.
 *
 * @param input what x is
 * @param slope at least 0
 * @param intercept finite
 * @param margin how near to 0 and 1 a confidence counts: it is first held to [margin, 1 − margin];
 *     from 2^-52 to below 0.5
 */
public record PlattScaling(PlattInput input, double slope, double intercept, double margin)
    implements ConfidenceRecalibrator {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public PlattScaling {
    checkArgument(
        slope >= 0 && Double.isFinite(slope),
        "slope: expected a number of at least 0, got %s",
        slope);
    checkArgument(
        Double.isFinite(intercept), "intercept: expected a finite number, got %s", intercept);
    LogOdds.checkMargin(margin);
  }

  /**
   * The line of the largest likelihood through log-odds, for Platt's targets, with margin 2^-52.
   *
   * @param data held-out answers
   * @return the line
   */
  public static Fit<PlattScaling> fit(LabeledConfidences data) {
    return fit(data, PlattInput.LOG_ODDS, PlattTargets.SMOOTHED, LogOdds.LEAST_MARGIN);
  }

  /**
   * The line of the largest likelihood.
   *
   * @param heldOut held-out answers
   * @param input what the line goes through
   * @param targets what it is fitted to
   * @param margin as the recalibrator has it
   * @return the line; its likelihoods are those of the outcomes, whatever the targets are
   * @throws IllegalArgumentException if the margin is out of its range
   */
  public static Fit<PlattScaling> fit(
      LabeledConfidences heldOut, PlattInput input, PlattTargets targets, double margin) {
    LogOdds.checkMargin(margin);
    LabeledConfidences data = heldOut.sorted();
    double[] ones = new double[data.size()];
    Arrays.fill(ones, 1);
    double[] inputs = data.confidences().stream().map(p -> input.of(p, margin)).toArray();
    double[][] features = {inputs, ones};
    double[] line =
        new BoxNewton(
                SoftmaxLoss.unpenalized(new BinaryFeatures(features, targets.of(data)), 2),
                new double[] {0, Double.NEGATIVE_INFINITY},
                new double[] {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY})
            .minimize(new double[] {1, 0});
    FitEnding ending = FitEnding.CONVERGED;
    if (targets == PlattTargets.PLAIN && data.isSeparable()) {
      ending = FitEnding.SEPARABLE;
    } else if (line[0] <= 0) {
      ending = FitEnding.AT_BOUND;
    }
    return new Fit<>(
        new PlattScaling(input, line[0], line[1], margin),
        BinaryFeatures.likelihood(data, margin),
        SoftmaxLoss.unpenalized(new BinaryFeatures(features, BinaryFeatures.outcomes(data)), 2)
            .likelihood(line),
        ending);
  }

  @Override
  public double recalibrate(double confidence) {
    LogOdds.checkConfidence(confidence);
    return LogOdds.sigmoid(slope * input.of(confidence, margin) + intercept);
  }

  @Override
  public OrderEffect orderEffect() {
    return slope > 0 ? OrderEffect.RANK_PRESERVING : OrderEffect.MONOTONE;
  }
}
