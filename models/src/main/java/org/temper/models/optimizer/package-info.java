/** Optimizers that update all parameters in one native call. */
@NullMarked
package org.temper.models.optimizer;

import org.jspecify.annotations.NullMarked;
