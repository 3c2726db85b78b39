/** Trajectories, what they are worth, and the environments and verifiers that say so. */
@NullMarked
package org.temper.api.rollouts;

import org.jspecify.annotations.NullMarked;
