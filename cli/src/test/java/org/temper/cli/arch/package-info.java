/** Rules of the house, each shown once to catch a planted violation. */
@NullMarked
package org.temper.cli.arch;

import org.jspecify.annotations.NullMarked;
