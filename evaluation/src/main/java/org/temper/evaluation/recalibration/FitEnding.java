package org.temper.evaluation.recalibration;

/** An ending of a fit by likelihood. */
public enum FitEnding {
  /** The likelihood has its maximum at these parameters. */
  CONVERGED,
  /**
   * The likelihood would grow beyond a bound that keeps the recalibrator's promise, and the
   * parameter stands there: a slope at 0, because more confident answers are not more often right;
   * a temperature at the end of its range.
   */
  AT_BOUND,
  /**
   * The held-out data are split without an error, so that the likelihood has no maximum: a
   * temperature stands at the end of its range, other parameters where more of them gains nothing
   * in float64. More data, a penalty, or {@link PlattTargets#SMOOTHED} give a recalibrator to
   * trust.
   */
  SEPARABLE
}
