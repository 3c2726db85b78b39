/** Placeholder. */
@NullMarked
package org.temper.samplers;

import org.jspecify.annotations.NullMarked;
