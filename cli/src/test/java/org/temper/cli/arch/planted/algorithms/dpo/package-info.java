/** Planted violations of the house's rules. */
@NullMarked
package org.temper.cli.arch.planted.algorithms.dpo;

import org.jspecify.annotations.NullMarked;
