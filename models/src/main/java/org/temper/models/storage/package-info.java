/**
 * Formats in which files store numbers that are float32 in memory, and files and directories that
 * appear whole or not at all.
 */
@NullMarked
package org.temper.models.storage;

import org.jspecify.annotations.NullMarked;
