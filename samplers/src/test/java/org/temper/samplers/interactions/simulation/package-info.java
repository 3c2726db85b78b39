/** Tests of the simulated log. */
@NullMarked
package org.temper.samplers.interactions.simulation;

import org.jspecify.annotations.NullMarked;
