/**
 * Checkpoints: files of arrays with a manifest, written so that a kill at any moment loses none.
 */
@NullMarked
package org.temper.algorithms.checkpoints;

import org.jspecify.annotations.NullMarked;
