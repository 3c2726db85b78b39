/**
 * Calibration tuning: a language model is taught to say how likely its own answers are right, and
 * held to what it was otherwise.
 */
@NullMarked
package org.temper.algorithms.calibration;

import org.jspecify.annotations.NullMarked;
