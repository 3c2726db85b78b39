@NullMarked
package org.temper.samplers.calls;

import org.jspecify.annotations.NullMarked;
