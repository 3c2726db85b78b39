/** What becomes of data before a model sees them. */
@NullMarked
package org.temper.cli.inspect;

import org.jspecify.annotations.NullMarked;
