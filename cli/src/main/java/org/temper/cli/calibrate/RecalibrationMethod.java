package org.temper.cli.calibrate;

import java.util.function.Function;
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
  TEMPERATURE(data -> ConfidenceTemperature.fit(data).recalibrator()),
  /** {@link PlattScaling} of log-odds. */
  PLATT(data -> PlattScaling.fit(data).recalibrator()),
  /** {@link BetaCalibration}. */
  BETA(data -> BetaCalibration.fit(data).recalibrator()),
  /** {@link IsotonicRegression}. */
  ISOTONIC(IsotonicRegression::fit),
  /**
   * {@link HistogramBinning} in 15 bins of equal mass, or one of each row where there are fewer.
   */
  HISTOGRAM(data -> HistogramBinning.ofEqualMass(data, Math.min(15, data.size())));

  private final Function<LabeledConfidences, ConfidenceRecalibrator> fit;

  RecalibrationMethod(Function<LabeledConfidences, ConfidenceRecalibrator> fit) {
    this.fit = fit;
  }

  /**
   * Fits a recalibrator.
   *
   * @param data held-out answers
   * @return the recalibrator
   * @throws IllegalArgumentException if the data do not decide it, such as a temperature where all
   *     confidences are ½
   */
  public ConfidenceRecalibrator fit(LabeledConfidences data) {
    return fit.apply(data);
  }
}
