@NullMarked
package org.temper.samplers.constraints;

import org.jspecify.annotations.NullMarked;
