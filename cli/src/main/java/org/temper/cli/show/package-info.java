/** What directories of models and runs are, read from their files alone. */
@NullMarked
package org.temper.cli.show;

import org.jspecify.annotations.NullMarked;
