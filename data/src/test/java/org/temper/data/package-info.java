/** Tests of readers, tokenization and batches. */
@NullMarked
package org.temper.data;

import org.jspecify.annotations.NullMarked;
