@NullMarked
package org.temper.environments.traces;

import org.jspecify.annotations.NullMarked;
