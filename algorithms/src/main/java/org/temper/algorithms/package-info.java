/** Placeholder. */
@NullMarked
package org.temper.algorithms;

import org.jspecify.annotations.NullMarked;
