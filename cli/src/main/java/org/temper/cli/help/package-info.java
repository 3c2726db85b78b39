/** What {@code --help} shows: options under headings, with examples. */
@NullMarked
package org.temper.cli.help;

import org.jspecify.annotations.NullMarked;
