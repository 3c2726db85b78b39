/**
 * Direct preference optimization: the policy learns from pairs of completions of which one is
 * preferred. See {@code docs/algorithms/dpo.md}.
 */
@NullMarked
package org.temper.algorithms.dpo;

import org.jspecify.annotations.NullMarked;
