/** Parts of the recipe that joins models. */
@NullMarked
package org.temper.cli.merge;

import org.jspecify.annotations.NullMarked;
