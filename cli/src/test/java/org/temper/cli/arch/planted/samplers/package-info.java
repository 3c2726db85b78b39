/** Planted violations of the house's rules. */
@NullMarked
package org.temper.cli.arch.planted.samplers;

import org.jspecify.annotations.NullMarked;
