/**
 * Supervised fine-tuning: the policy imitates given completions. See {@code
 * docs/algorithms/sft.md}.
 */
@NullMarked
package org.temper.algorithms.sft;

import org.jspecify.annotations.NullMarked;
