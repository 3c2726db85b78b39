package org.temper.evaluation.recalibration;

/** The input of {@link PlattScaling}: what its line goes through. */
public enum PlattInput {
  /** The confidence p itself: σ(slope p + intercept). */
  CONFIDENCE,
  /** Its log-odds: σ(slope logit(p) + intercept); the identity is slope 1, intercept 0. */
  LOG_ODDS;

  double of(double confidence, double margin) {
    return switch (this) {
      case CONFIDENCE -> LogOdds.clipped(confidence, margin);
      case LOG_ODDS -> LogOdds.of(confidence, margin);
    };
  }
}
