/** Vectors of texts by a small model that comes with its artifact. */
@NullMarked
package org.temper.minilm;

import org.jspecify.annotations.NullMarked;
