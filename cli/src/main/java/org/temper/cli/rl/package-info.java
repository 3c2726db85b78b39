/** What the recipes of reinforcement learning have in common. */
@NullMarked
package org.temper.cli.rl;

import org.jspecify.annotations.NullMarked;
