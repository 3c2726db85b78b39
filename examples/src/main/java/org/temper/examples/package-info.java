/** The recipes, one a file, and their launcher. */
@NullMarked
package org.temper.examples;

import org.jspecify.annotations.NullMarked;
