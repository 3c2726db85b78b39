/** Planted violations of the house's rules. */
@NullMarked
package org.temper.examples.arch.planted.models;

import org.jspecify.annotations.NullMarked;
