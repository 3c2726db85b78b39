/**
 * Policy gradients, the shared parts of PPO, the group methods and reinforcement learning of items:
 * the table of an iteration's episodes, the updater of a policy by it, objectives, reductions, KL
 * penalties, and the metrics that are declared once.
 */
@NullMarked
package org.temper.algorithms.policygradient;

import org.jspecify.annotations.NullMarked;
