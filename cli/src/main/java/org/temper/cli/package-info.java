/** The recipes, one a file, and their launcher. */
@NullMarked
package org.temper.cli;

import org.jspecify.annotations.NullMarked;
