/** Policies made from DJL blocks. */
@NullMarked
package org.temper.models.block;

import org.jspecify.annotations.NullMarked;
