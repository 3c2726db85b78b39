/** Metrics of confidences: whether they match accuracy, and whether they tell right from wrong. */
@NullMarked
package org.temper.evaluation.calibration;

import org.jspecify.annotations.NullMarked;
