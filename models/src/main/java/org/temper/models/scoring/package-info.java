/**
 * Scores whose memory does not grow with tokens × vocabulary, and the heads that they come from.
 */
@NullMarked
package org.temper.models.scoring;

import org.jspecify.annotations.NullMarked;
