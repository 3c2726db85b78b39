/** Each program run once, small, and the quotes of them in the docs compared. */
@NullMarked
package org.temper.examples;

import org.jspecify.annotations.NullMarked;
