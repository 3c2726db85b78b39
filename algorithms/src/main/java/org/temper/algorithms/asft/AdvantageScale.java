package org.temper.algorithms.asft;

/** The unit of the advantages that weights are computed from. */
public enum AdvantageScale {
  /** As they are: in the unit of the rewards. */
  RAW,
  /** With mean 0 and variance 1 over the update: in standard deviations. */
  WHITENED
}
