/** Sources of what optimizer updates are made of. */
@NullMarked
package org.temper.api.updates;

import org.jspecify.annotations.NullMarked;
