/**
 * What episodes are worth: programs that judge them, reward models, weighted sums of both, and the
 * shaping of rewards before they are learned from.
 *
 * <p>A reward that is not known is NaN. Its episode is left out and counted; it is never scored 0,
 * and it never ends a run by itself.
 */
@NullMarked
package org.temper.samplers.rewards;

import org.jspecify.annotations.NullMarked;
