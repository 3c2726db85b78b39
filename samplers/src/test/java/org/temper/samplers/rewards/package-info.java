/** Tests of rewards. */
@NullMarked
package org.temper.samplers.rewards;

import org.jspecify.annotations.NullMarked;
