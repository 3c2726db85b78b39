/** A toolbox of small tools, and tasks that need several of them. */
@NullMarked
package org.temper.environments.toolbox;

import org.jspecify.annotations.NullMarked;
