/** Recommendations to users: an index of a recommender's items, and the states of its users. */
@NullMarked
package org.temper.serving;

import org.jspecify.annotations.NullMarked;
