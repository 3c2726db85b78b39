/**
 * A log whose truth is known: users whose taste drifts, items that please and items that merely
 * bind, a logging policy that decides who sees what, and a watch time that says less than it seems
 * to.
 */
@NullMarked
package org.temper.interactions.simulation;

import org.jspecify.annotations.NullMarked;
