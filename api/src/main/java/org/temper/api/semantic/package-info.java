/** Semantic ids: items named by a few codes each, which similar items share. */
@NullMarked
package org.temper.api.semantic;

import org.jspecify.annotations.NullMarked;
