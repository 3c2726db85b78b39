/** Popularities of items, as rankings to beat and as priors. */
@NullMarked
package org.temper.interactions.popularity;

import org.jspecify.annotations.NullMarked;
