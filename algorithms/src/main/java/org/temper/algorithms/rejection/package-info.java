/**
 * Rejection sampling, also called iterative supervised fine-tuning: rounds of sampling, executing,
 * verifying, selecting and training on what was selected. See {@code docs/algorithms/rejection.md}.
 */
@NullMarked
package org.temper.algorithms.rejection;

import org.jspecify.annotations.NullMarked;
