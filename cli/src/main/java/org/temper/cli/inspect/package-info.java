/** A look at data as a model would be trained on it. */
@NullMarked
package org.temper.cli.inspect;

import org.jspecify.annotations.NullMarked;
