/**
 * Joining of models that were trained apart from one start: averages, sums of task vectors, and
 * interpolation on a sphere.
 *
 * <p>Numbers are read and written a piece at a time, so that neither a model nor one of its tensors
 * has to fit into memory. Arithmetic is float64 throughout; a result is rounded once, to what its
 * tensor is stored as.
 */
@NullMarked
package org.temper.models.merge;

import org.jspecify.annotations.NullMarked;
