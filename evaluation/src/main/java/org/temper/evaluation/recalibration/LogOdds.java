package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Log-odds of confidences, and back. Every step of both is monotone in float64 too, so that no
 * rounding changes an order.
 */
final class LogOdds {
  /** How near to 0 and 1 a confidence may come where nothing else is said: 2^-52. */
  static final double LEAST_MARGIN = Math.ulp(1.0);

  private LogOdds() {}

  static void checkConfidence(double confidence) {
    checkArgument(
        confidence >= 0 && confidence <= 1, "confidence: expected from 0 to 1, got %s", confidence);
  }

  static void checkMargin(double margin) {
    checkArgument(
        margin >= LEAST_MARGIN && margin < 0.5,
        "margin: expected from %s to below 0.5, got %s",
        LEAST_MARGIN,
        margin);
  }

  static double clipped(double confidence, double margin) {
    return Math.min(1 - margin, Math.max(margin, confidence));
  }

  static double of(double confidence, double margin) {
    double clipped = clipped(confidence, margin);
    return Math.log(clipped) - Math.log1p(-clipped);
  }

  static double sigmoid(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }
}
