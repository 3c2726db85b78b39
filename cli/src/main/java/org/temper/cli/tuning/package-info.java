/** The recipe {@code calibration-tune}: what it asks, how it tunes, and what it measures. */
@NullMarked
package org.temper.cli.tuning;

import org.jspecify.annotations.NullMarked;
