/** Options that several recipes share. */
@NullMarked
package org.temper.cli.options;

import org.jspecify.annotations.NullMarked;
