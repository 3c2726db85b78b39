/** Planted violations of the house's rules. */
@NullMarked
package org.temper.examples.arch.planted.models.parts;

import org.jspecify.annotations.NullMarked;
