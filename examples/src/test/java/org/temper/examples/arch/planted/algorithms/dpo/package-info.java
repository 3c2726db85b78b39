/** Planted violations of the house's rules. */
@NullMarked
package org.temper.examples.arch.planted.algorithms.dpo;

import org.jspecify.annotations.NullMarked;
