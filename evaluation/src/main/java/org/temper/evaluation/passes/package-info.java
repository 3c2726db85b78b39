/** Shares of tasks that are solved, from several attempts at each. */
@NullMarked
package org.temper.evaluation.passes;

import org.jspecify.annotations.NullMarked;
