/** Tests of readers, tokenization and batches. */
@NullMarked
package org.temper.data.chat;

import org.jspecify.annotations.NullMarked;
