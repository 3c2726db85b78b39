/** Questions that tables answer, and the tools to query them. */
@NullMarked
package org.temper.environments.sql;

import org.jspecify.annotations.NullMarked;
