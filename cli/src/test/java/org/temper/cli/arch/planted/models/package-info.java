/** Planted violations of the house's rules. */
@NullMarked
package org.temper.cli.arch.planted.models;

import org.jspecify.annotations.NullMarked;
