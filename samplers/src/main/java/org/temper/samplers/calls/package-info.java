/** Calls of programs that are not trusted to return: users' rewards, and their environments. */
@NullMarked
package org.temper.samplers.calls;

import org.jspecify.annotations.NullMarked;
