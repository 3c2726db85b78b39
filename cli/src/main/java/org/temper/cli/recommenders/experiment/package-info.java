/** Logs to train and measure on, models of one shape, and what is measured of them. */
@NullMarked
package org.temper.cli.recommenders.experiment;

import org.jspecify.annotations.NullMarked;
