/** Recalibrators: maps, fitted on held-out data, from what a model claims to what comes true. */
@NullMarked
package org.temper.evaluation.recalibration;

import org.jspecify.annotations.NullMarked;
