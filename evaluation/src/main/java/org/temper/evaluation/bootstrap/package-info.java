/** Intervals of measured values, by drawing the sample anew. */
@NullMarked
package org.temper.evaluation.bootstrap;

import org.jspecify.annotations.NullMarked;
