/** Lists of examples that lie elsewhere than in the heap. */
@NullMarked
package org.temper.data.lists;

import org.jspecify.annotations.NullMarked;
