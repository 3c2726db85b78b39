/**
 * How well a recommender ranks what users met next: metrics over the whole catalog, comparison of
 * recommenders with intervals, and the popularities that any recommender must beat.
 */
@NullMarked
package org.temper.evaluation.ranking;

import org.jspecify.annotations.NullMarked;
