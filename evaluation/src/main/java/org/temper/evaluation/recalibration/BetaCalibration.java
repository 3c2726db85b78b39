package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/**
 * Beta calibration: confidence σ(a ln p − b ln(1 − p) + c) with a and b at least 0, so that it is
 * monotone. It holds the identity (1, 1, 0), bends both ends apart from one another, and can undo
 * both too sure and too shy. {@link OrderEffect#RANK_PRESERVING}, but {@link OrderEffect#MONOTONE}
 * where a and b are 0.
 *
 * <p>Source: Kull, Silva Filho and Flach 2017, "Beta calibration: a well-founded and easily
 * implemented improvement on logistic calibration for binary classifiers", equation 2. Where their
 * fit leaves a parameter out that comes out negative, this one is the maximum over a, b ≥ 0, which
 * leaves out the same.
 *
 * @param a the exponent of p, at least 0
 * @param b the exponent of 1 − p, at least 0
 * @param c the shift, finite
 * @param margin how near to 0 and 1 a confidence counts: it is first held to [margin, 1 − margin];
 *     from 2^-52 to below 0.5
 */
public record BetaCalibration(double a, double b, double c, double margin)
    implements ConfidenceRecalibrator {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public BetaCalibration {
    checkArgument(a >= 0 && Double.isFinite(a), "a: expected a number of at least 0, got %s", a);
    checkArgument(b >= 0 && Double.isFinite(b), "b: expected a number of at least 0, got %s", b);
    checkArgument(Double.isFinite(c), "c: expected a finite number, got %s", c);
    LogOdds.checkMargin(margin);
  }

  /**
   * The parameters of the largest likelihood, with margin 2^-52.
   *
   * @param data held-out answers
   * @return the calibration
   */
  public static Fit<BetaCalibration> fit(LabeledConfidences data) {
    return fit(data, LogOdds.LEAST_MARGIN);
  }

  /**
   * The parameters of the largest likelihood.
   *
   * @param heldOut held-out answers
   * @param margin as the recalibrator has it
   * @return the calibration
   * @throws IllegalArgumentException if the margin is out of its range
   */
  public static Fit<BetaCalibration> fit(LabeledConfidences heldOut, double margin) {
    LogOdds.checkMargin(margin);
    LabeledConfidences data = heldOut.sorted();
    double[] ones = new double[data.size()];
    Arrays.fill(ones, 1);
    double[] held = data.confidences().stream().map(p -> LogOdds.clipped(p, margin)).toArray();
    double[][] features = {
      Arrays.stream(held).map(Math::log).toArray(),
      Arrays.stream(held).map(p -> -Math.log1p(-p)).toArray(),
      ones
    };
    SoftmaxLoss loss =
        SoftmaxLoss.unpenalized(new BinaryFeatures(features, BinaryFeatures.outcomes(data)), 3);
    double infinite = Double.POSITIVE_INFINITY;
    double[] parameters =
        new BoxNewton(
                loss, new double[] {0, 0, -infinite}, new double[] {infinite, infinite, infinite})
            .minimize(new double[] {1, 1, 0});
    FitEnding ending = FitEnding.CONVERGED;
    if (data.isSeparable()) {
      ending = FitEnding.SEPARABLE;
    } else if (parameters[0] <= 0 || parameters[1] <= 0) {
      ending = FitEnding.AT_BOUND;
    }
    return new Fit<>(
        new BetaCalibration(parameters[0], parameters[1], parameters[2], margin),
        BinaryFeatures.likelihood(data, margin),
        loss.likelihood(parameters),
        ending);
  }

  @Override
  public double recalibrate(double confidence) {
    LogOdds.checkConfidence(confidence);
    double held = LogOdds.clipped(confidence, margin);
    return LogOdds.sigmoid(a * Math.log(held) - b * Math.log1p(-held) + c);
  }

  @Override
  public OrderEffect orderEffect() {
    return a > 0 || b > 0 ? OrderEffect.RANK_PRESERVING : OrderEffect.MONOTONE;
  }
}
