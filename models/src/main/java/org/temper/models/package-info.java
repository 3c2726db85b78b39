/** Placeholder. */
@NullMarked
package org.temper.models;

import org.jspecify.annotations.NullMarked;
