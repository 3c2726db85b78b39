/** Checks of {@code tokenizer.json} before native code reads it, which ends the JVM at an error. */
@NullMarked
package org.temper.models.tokenizer;

import org.jspecify.annotations.NullMarked;
