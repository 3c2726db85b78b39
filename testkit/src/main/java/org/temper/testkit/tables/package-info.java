/** Tiny models whose parameters are tables, which obey the laws. */
@NullMarked
package org.temper.testkit.tables;

import org.jspecify.annotations.NullMarked;
