/**
 * TorchScript functions written as source and loaded from memory, so that a whole decoder pass is
 * one native call.
 */
@NullMarked
package org.temper.models.kernel;

import org.jspecify.annotations.NullMarked;
