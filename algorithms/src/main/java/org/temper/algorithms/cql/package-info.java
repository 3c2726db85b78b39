/**
 * Discrete conservative Q-learning on logged feedback, for a policy whose logits are action values.
 * See {@code docs/algorithms/cql.md}.
 */
@NullMarked
package org.temper.algorithms.cql;

import org.jspecify.annotations.NullMarked;
