package org.temper.evaluation.calibration;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The smooth calibration error (smooth ECE): the mean absolute residual, confidence less outcome,
 * after smoothing with a Gaussian kernel that is reflected at 0 and 1. It has no bins, so that it
 * moves little when confidences move little. Equal to relplot 1.0.3, on whose grid it is computed.
 *
 * @param error the error, in [0, 1]
 * @param sigma the kernel's standard deviation at which it was taken
 * @see <a href="https://arxiv.org/abs/2309.12236">Błasiok and Nakkiran 2023, Smooth ECE: Principled
 *     Reliability Diagrams via Kernel Smoothing</a>
 */
public record SmoothCalibration(double error, double sigma) {
  private static final double LEAST_SIGMA = 1e-4;
  private static final double SMALL = 0.001;
  private static final int HALVINGS = 10;

  /**
   * The error at its own width: a width is wide enough where the error at it is no greater, and
   * bisection between 0 and 1 finds the least such width to 1/1024.
   *
   * @param data at least one point
   * @return the error and its width
   * @throws IllegalArgumentException if there is no point
   */
  public static SmoothCalibration of(CalibrationData data) {
    SmoothedResiduals residuals = SmoothedResiduals.of(data);
    SmoothCalibration wide = at(residuals, 1);
    if (wide.isTooNarrow()) {
      return wide;
    }
    double narrow = 0;
    for (int i = 0; i < HALVINGS; i++) {
      SmoothCalibration middle = at(residuals, (wide.sigma + narrow) / 2);
      if (middle.isTooNarrow()) {
        narrow = middle.sigma;
      } else {
        wide = middle;
      }
    }
    return wide;
  }

  /**
   * The error at a given width.
   *
   * @param data at least one point
   * @param sigma the kernel's standard deviation, at least 0.0001
   * @return the error
   * @throws IllegalArgumentException if there is no point, or the width is out of its range
   */
  public static SmoothCalibration at(CalibrationData data, double sigma) {
    checkArgument(
        sigma >= LEAST_SIGMA && sigma < Double.POSITIVE_INFINITY,
        "sigma: expected at least %s, got %s",
        LEAST_SIGMA,
        sigma);
    return at(SmoothedResiduals.of(data), sigma);
  }

  private static SmoothCalibration at(SmoothedResiduals residuals, double sigma) {
    return new SmoothCalibration(residuals.meanAbsolute(sigma), sigma);
  }

  private boolean isTooNarrow() {
    return sigma < SMALL || sigma < error;
  }
}
