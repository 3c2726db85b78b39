/** Calls of tools as models write them. */
@NullMarked
package org.temper.environments.calls;

import org.jspecify.annotations.NullMarked;
