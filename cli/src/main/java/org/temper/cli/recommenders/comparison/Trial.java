package org.temper.cli.recommenders.comparison;

import org.temper.cli.recommenders.experiment.Measures.Measured;

/**
 * A value of a method's setting, and what it reached on some targets.
 *
 * @param value the value
 * @param measured what was measured
 * @param effectiveShare effective sample size as a share of the events of an update; NaN without
 *     weights
 */
record Trial(double value, Measured measured, double effectiveShare) {}
