/**
 * Parts of policy-gradient methods on tokens: objectives, KL penalties, reductions, importance
 * weights, minibatches and their metrics.
 */
@NullMarked
package org.temper.algorithms.policygradient;

import org.jspecify.annotations.NullMarked;
