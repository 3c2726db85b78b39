/**
 * Reinforcement learning on rewarded episodes: proximal policy optimization with a value model, the
 * group methods (GRPO and its relatives), which need none, and their kin for items that a
 * recommender drew.
 */
@NullMarked
package org.temper.algorithms.ppo;

import org.jspecify.annotations.NullMarked;
