/**
 * Reinforcement learning of items: a recommender draws groups of items at the positions of logged
 * events.
 */
@NullMarked
package org.temper.algorithms.items;

import org.jspecify.annotations.NullMarked;
