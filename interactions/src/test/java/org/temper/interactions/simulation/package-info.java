/** Tests of the simulated log. */
@NullMarked
package org.temper.interactions.simulation;

import org.jspecify.annotations.NullMarked;
