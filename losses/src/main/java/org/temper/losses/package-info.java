/** Placeholder. */
@NullMarked
package org.temper.losses;

import org.jspecify.annotations.NullMarked;
