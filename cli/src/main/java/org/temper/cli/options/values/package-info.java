/** Values of options: what they may be, how they are read, and those of a run. */
@NullMarked
package org.temper.cli.options.values;

import org.jspecify.annotations.NullMarked;
