/** Tests of readers, tokenisation and batches. */
@NullMarked
package org.temper.samplers.data;

import org.jspecify.annotations.NullMarked;
