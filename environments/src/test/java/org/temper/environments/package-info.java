@NullMarked
package org.temper.environments;

import org.jspecify.annotations.NullMarked;
