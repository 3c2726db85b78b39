/**
 * Metrics: their declarations, tallies of an update, and the sinks that take what a run records.
 */
@NullMarked
package org.temper.algorithms.metrics;

import org.jspecify.annotations.NullMarked;
