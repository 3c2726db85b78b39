/**
 * Mixtures of sources of examples: at which share, in which order and how often each is drawn from,
 * by index, so that any update's batch is made without those before it.
 */
@NullMarked
package org.temper.data.mixture;

import org.jspecify.annotations.NullMarked;
