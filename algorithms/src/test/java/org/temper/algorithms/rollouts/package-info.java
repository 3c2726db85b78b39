/** Tests of rollouts. */
@NullMarked
package org.temper.algorithms.rollouts;

import org.jspecify.annotations.NullMarked;
