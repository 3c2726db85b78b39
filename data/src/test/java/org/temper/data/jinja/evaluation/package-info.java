/** Tests of readers, tokenization and batches. */
@NullMarked
package org.temper.data.jinja.evaluation;

import org.jspecify.annotations.NullMarked;
