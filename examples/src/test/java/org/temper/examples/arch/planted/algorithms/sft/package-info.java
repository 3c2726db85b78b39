/** Planted violations of the house's rules. */
@NullMarked
package org.temper.examples.arch.planted.algorithms.sft;

import org.jspecify.annotations.NullMarked;
