/** Parts of the recipe that gives items semantic ids. */
@NullMarked
package org.temper.cli.semantic;

import org.jspecify.annotations.NullMarked;
