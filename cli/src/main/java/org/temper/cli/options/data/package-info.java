/** Options of what is read: records, their fields, and how conversations are written. */
@NullMarked
package org.temper.cli.options.data;

import org.jspecify.annotations.NullMarked;
