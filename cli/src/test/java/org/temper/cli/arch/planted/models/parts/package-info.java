/** Planted violations of the house's rules. */
@NullMarked
package org.temper.cli.arch.planted.models.parts;

import org.jspecify.annotations.NullMarked;
