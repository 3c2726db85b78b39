/**
 * Tracks: capabilities that are trained apart from one start, one expert each, and joined into one
 * policy. What a model directory is, and how weights are merged, is the caller's to give.
 */
@NullMarked
package org.temper.algorithms.tracks;

import org.jspecify.annotations.NullMarked;
