/** Options that several recipes share. */
@NullMarked
package org.temper.examples.options;

import org.jspecify.annotations.NullMarked;
