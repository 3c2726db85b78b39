/**
 * Reward models: trained on comparisons or labels, judged on held-out ones, asked together. See
 * {@code docs/algorithms/reward.md}.
 */
@NullMarked
package org.temper.algorithms.reward;

import org.jspecify.annotations.NullMarked;
