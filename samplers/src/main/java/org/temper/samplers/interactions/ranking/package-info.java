/**
 * How well a recommender ranks what users met next: metrics over the whole catalogue, comparison of
 * recommenders with intervals, and the popularities that any recommender must beat.
 */
@NullMarked
package org.temper.samplers.interactions.ranking;

import org.jspecify.annotations.NullMarked;
