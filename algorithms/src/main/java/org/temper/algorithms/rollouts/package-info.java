/**
 * What an iteration of reinforcement learning learns from: groups of episodes of tasks, played with
 * the policy as it is at that moment, rewarded and shaped.
 */
@NullMarked
package org.temper.algorithms.rollouts;

import org.jspecify.annotations.NullMarked;
