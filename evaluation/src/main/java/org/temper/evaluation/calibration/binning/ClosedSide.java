package org.temper.evaluation.calibration.binning;

/** The side on which a bin holds its edge. */
enum ClosedSide {
  /** [lower, upper). */
  LOWER,
  /** (lower, upper]. */
  UPPER
}
