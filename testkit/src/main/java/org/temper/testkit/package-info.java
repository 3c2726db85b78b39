/** Placeholder. */
@NullMarked
package org.temper.testkit;

import org.jspecify.annotations.NullMarked;
