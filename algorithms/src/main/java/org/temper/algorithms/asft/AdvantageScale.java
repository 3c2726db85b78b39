package org.temper.algorithms.asft;

/** The unit in which advantages are weighed. */
public enum AdvantageScale {
  /** As they are: in the unit of the rewards. */
  RAW,
  /** With mean 0 and variance 1 over the update: in standard deviations. */
  WHITENED
}
