/** Programs that models write, run where they can harm nothing. */
@NullMarked
package org.temper.environments.sandbox;

import org.jspecify.annotations.NullMarked;
