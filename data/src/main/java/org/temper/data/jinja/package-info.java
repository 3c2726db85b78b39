/**
 * The template language of chat templates: {@code syntax} reads a source into a tree, {@code
 * values} are what expressions compute with, {@code evaluation} renders.
 */
@NullMarked
package org.temper.data.jinja;

import org.jspecify.annotations.NullMarked;
