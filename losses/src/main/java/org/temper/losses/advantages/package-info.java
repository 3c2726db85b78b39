/** Advantages: rewards of tokens, generalized advantages, comparison within groups, whitening. */
@NullMarked
package org.temper.losses.advantages;

import org.jspecify.annotations.NullMarked;
