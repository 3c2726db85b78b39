@NullMarked
package org.temper.environments.calls;

import org.jspecify.annotations.NullMarked;
