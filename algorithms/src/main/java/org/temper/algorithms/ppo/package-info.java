/**
 * Reinforcement learning of policies: from groups of items that a recommender drew and a reward
 * model judged.
 */
@NullMarked
package org.temper.algorithms.ppo;

import org.jspecify.annotations.NullMarked;
