/**
 * Losses, estimators and reductions: pure functions on NDArrays, one topic a class.
 *
 * <p>A loss or estimator is unreduced: one number a token or a pair. Reducing it is a separate,
 * named choice in {@link org.temper.losses.Reductions}, because the normalizer is part of an
 * algorithm.
 *
 * <p>What holds for every function here. Arguments are never changed. Results, and whatever is
 * needed on the way to them, belong to the manager of the first array argument and live as long as
 * it does, so call these functions on arrays of a scope that is closed after the update. Results
 * have the floating type of the arguments. Masks are boolean, and true means keep. What is called a
 * reference or a weight receives no gradient.
 */
@NullMarked
package org.temper.losses;

import org.jspecify.annotations.NullMarked;
