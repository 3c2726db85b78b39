/** Tests of the simple predictors of feedback. */
@NullMarked
package org.temper.samplers.interactions.rewards;

import org.jspecify.annotations.NullMarked;
