/** Tests of readers, tokenization and batches. */
@NullMarked
package org.temper.data.files;

import org.jspecify.annotations.NullMarked;
