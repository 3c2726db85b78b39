/** Tests of what people see of a run. */
@NullMarked
package org.temper.reporting;

import org.jspecify.annotations.NullMarked;
