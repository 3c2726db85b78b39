/** Programs that use the library alone, one file each. */
@NullMarked
package org.temper.examples;

import org.jspecify.annotations.NullMarked;
