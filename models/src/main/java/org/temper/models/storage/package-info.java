/** Formats in which files store numbers that are float32 in memory. */
@NullMarked
package org.temper.models.storage;

import org.jspecify.annotations.NullMarked;
