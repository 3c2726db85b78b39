package org.temper.evaluation.recalibration;

/**
 * A map from the confidence that an answer is correct to a better one. It knows nothing of where
 * the confidence came from: an option's probability, a sequence's, P(True), a stated number.
 */
public sealed interface ConfidenceRecalibrator extends Recalibrator
    permits ConfidenceTemperature,
        PlattScaling,
        BetaCalibration,
        HistogramBinning,
        IsotonicRegression {

  /**
   * The better confidence.
   *
   * @param confidence from 0 to 1
   * @return from 0 to 1
   * @throws IllegalArgumentException if the confidence is NaN or outside [0, 1]
   */
  double recalibrate(double confidence);

  /**
   * The better confidences.
   *
   * @param confidences [N], each from 0 to 1
   * @return [N], each from 0 to 1
   * @throws IllegalArgumentException if a confidence is NaN or outside [0, 1]
   */
  default double[] recalibrate(double[] confidences) {
    double[] result = new double[confidences.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = recalibrate(confidences[i]);
    }
    return result;
  }
}
