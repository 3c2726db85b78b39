/** Confidences sorted into bins, by the conventions that are in use, and the errors of bins. */
@NullMarked
package org.temper.evaluation.calibration.binning;

import org.jspecify.annotations.NullMarked;
