package org.temper.cli.calibrate;

import org.temper.evaluation.recalibration.BetaCalibration;
import org.temper.evaluation.recalibration.ConfidenceRecalibrator;
import org.temper.evaluation.recalibration.ConfidenceTemperature;
import org.temper.evaluation.recalibration.HistogramBinning;
import org.temper.evaluation.recalibration.IsotonicRegression;
import org.temper.evaluation.recalibration.LabeledConfidences;
import org.temper.evaluation.recalibration.PlattScaling;

/** The recalibrators that the command line fits. */
public enum RecalibrationMethod {
  /** {@link ConfidenceTemperature}. */
  TEMPERATURE,
  /** {@link PlattScaling} of log-odds. */
  PLATT,
  /** {@link BetaCalibration}. */
  BETA,
  /** {@link IsotonicRegression}. */
  ISOTONIC,
  /**
   * {@link HistogramBinning} in 15 bins of equal mass, or as many as there are rows where these are
   * fewer.
   */
  HISTOGRAM;

  private static final int BINS = 15;

  /**
   * Fits a recalibrator.
   *
   * @param data held-out answers
   * @return the recalibrator
   * @throws IllegalArgumentException if the data do not decide it, such as a temperature where all
   *     confidences are ½
   */
  public ConfidenceRecalibrator fit(LabeledConfidences data) {
    return switch (this) {
      case TEMPERATURE -> ConfidenceTemperature.fit(data).recalibrator();
      case PLATT -> PlattScaling.fit(data).recalibrator();
      case BETA -> BetaCalibration.fit(data).recalibrator();
      case ISOTONIC -> IsotonicRegression.fit(data);
      case HISTOGRAM -> HistogramBinning.ofEqualMass(data, Math.min(BINS, data.size()));
    };
  }
}
