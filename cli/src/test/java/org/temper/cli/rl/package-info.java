/** Tests. */
@NullMarked
package org.temper.cli.rl;

import org.jspecify.annotations.NullMarked;
