/** Placeholder. */
@NullMarked
package org.temper.benchmarks;

import org.jspecify.annotations.NullMarked;
