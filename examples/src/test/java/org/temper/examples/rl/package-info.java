/** Tests. */
@NullMarked
package org.temper.examples.rl;

import org.jspecify.annotations.NullMarked;
