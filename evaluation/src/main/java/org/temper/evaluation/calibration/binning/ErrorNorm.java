package org.temper.evaluation.calibration.binning;

/** The norm over bins of the gaps between mean confidence and accuracy. */
public enum ErrorNorm {
  /** The mean gap, each bin weighted by its share of the points: the usual ECE. */
  L1,
  /** The root of the mean squared gap, weighted likewise. */
  L2,
  /** The largest gap: the maximum calibration error. */
  MAX
}
