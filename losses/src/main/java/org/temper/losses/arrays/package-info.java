/** Masks, checks and small operations on arrays that losses share. */
@NullMarked
package org.temper.losses.arrays;

import org.jspecify.annotations.NullMarked;
