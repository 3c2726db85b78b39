/** Files of items' vectors, texts and semantic ids. */
@NullMarked
package org.temper.data.semantic;

import org.jspecify.annotations.NullMarked;
