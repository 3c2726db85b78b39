/** Rewards of logged events by token, shared by the methods that learn from logged feedback. */
@NullMarked
package org.temper.algorithms.logged;

import org.jspecify.annotations.NullMarked;
