/**
 * Policy optimization against a group: a completion is compared with the others of its prompt. GRPO
 * and eleven relatives, as settings of one trainer.
 */
@NullMarked
package org.temper.algorithms.group;

import org.jspecify.annotations.NullMarked;
