/**
 * Advantage-weighted supervised fine-tuning of recommenders on logged feedback, and its family:
 * cloning, weighted by rewards or advantages. See {@code docs/algorithms/asft.md}.
 */
@NullMarked
package org.temper.algorithms.asft;

import org.jspecify.annotations.NullMarked;
