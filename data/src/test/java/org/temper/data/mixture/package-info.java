/** Tests of readers, tokenization and batches. */
@NullMarked
package org.temper.data.mixture;

import org.jspecify.annotations.NullMarked;
