/** Tests of rollouts. */
@NullMarked
package org.temper.samplers.rollouts;

import org.jspecify.annotations.NullMarked;
