/** Tests of readers, tokenization and batches. */
@NullMarked
package org.temper.data.corpus;

import org.jspecify.annotations.NullMarked;
